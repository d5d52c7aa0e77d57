/** The service as it is run in production, `npm run slotwire -- serve`, over a test database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestDatabase } from '../../support/database.ts';
import { residentBytes } from '../../support/heart-process.ts';
import { runProgram } from '../../support/program.ts';

export type Product = Awaited<ReturnType<typeof startProduct>>;

/**
 * `port`: the same each time, since a database belongs to one address. `works`: whether it also gives deliveries their
 * effect.
 */
export async function startProduct({ address }: TestDatabase, port: number, keys: string, works: boolean) {
  const folder = await mkdtemp(join(tmpdir(), 'slotwire-bench-'));
  const { host, user, database } = address;
  const child = runProgram(works ? ['serve'] : ['serve', '--no-work'], {
    PORT: String(port),
    LOG_LEVEL: 'warn',
    SLOTWIRE_DATA: folder,
    SLOTWIRE_KEYS: keys,
    DATABASE_URL: `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}`,
    CALENDLY_EMULATOR_URL: 'http://localhost:1',
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  let said = '';
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk) => {
        said += chunk;
        if (said.includes('answers at')) resolve();
      });
    }
    void ended.then(() => reject(new Error(`the service did not start: ${said}`)));
  });
  return {
    port,
    /** Memory held just now, in bytes. */
    rss: () => residentBytes(child.pid!),
    async stop() {
      process.off('exit', end);
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
