/**
 * A process that uses a data folder as the service does and writes rows until it is told to stop or is killed.
 * Prints `ready FOUND` (how many rows it found), then `done NAME` after each commit, and nothing for a row before.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from '../../server/config.ts';
import type { Database } from '../../server/db/index.ts';
import { createLog } from '../../server/log.ts';
import { openDatabase } from '../../server/open.ts';

export const tenantId = '01990000-0000-7000-8000-000000000001';
const inFlight = 4;

async function write(database: Database, name: string, ended: () => boolean): Promise<void> {
  for (let n = 1; !ended(); n++) {
    const row = `${name}-${n}`;
    try {
      await database.tenantTransaction(tenantId, (tx) =>
        tx.query(
          `insert into end_users (tenant_id, id, kind, user_id, created_at)
           values (tenant(), gen_random_uuid(), 'application', $1, now())`,
          [row],
        ),
      );
      process.stdout.write(`done ${row}\n`);
    } catch (error) {
      process.stdout.write(`failed ${row} ${(error as { code?: string }).code}\n`);
      await pause(20);
    }
  }
}

async function main(folder: string): Promise<void> {
  let ended = false;
  process.once('SIGINT', () => {
    ended = true;
  });
  const config = readConfig({ SLOTWIRE_DATA: folder, CALENDLY_EMULATOR_URL: 'http://localhost:4610' });
  const { database, stop } = await openDatabase(config, createLog('fatal'));
  await database.tenantTransaction(tenantId, (tx) =>
    tx.query(
      `insert into tenants (id, slug, name, environment, created_at)
       values (tenant(), 'writer', 'Writer', 'development', now()) on conflict do nothing`,
    ),
  );
  const { found } = await database.tenantTransaction(tenantId, (tx) =>
    tx.one<{ found: number }>('select count(*) as found from end_users where tenant_id = tenant()'),
  );
  process.stdout.write(`ready ${found}\n`);
  const names = Array.from(
    { length: inFlight },
    (_, index) => `${process.pid}-${performance.timeOrigin}-${index}`,
  );
  await Promise.all(names.map((name) => write(database, name, () => ended)));
  await stop();
}

if (import.meta.main) {
  await main(process.argv[2]!).catch((error: Error & { wayOut?: string }) => {
    process.stderr.write(`${error.message}\n${error.wayOut ?? ''}\n`);
    process.exitCode = 1;
  });
}
