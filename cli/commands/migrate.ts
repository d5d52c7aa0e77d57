/** `slotwire migrate`: brings the database to where this version needs it, or prints how it stands. */
import type { Command } from 'commander';
import { type Environment, readConfig } from '../../server/config.ts';
import { assertServer, connect, dumpSchema, ensureRoles, migrate } from '../../server/db/index.ts';
import { createLog } from '../../server/log.ts';
import { reachServer } from '../../server/open.ts';
import { say, sayDone } from '../output.ts';
import { localEnvironment } from './local.ts';

export function migrateCommand(program: Command, environment: Environment): void {
  program
    .command('migrate')
    .description('bring the database to where this version needs it')
    .option('--print', 'print the schema as it stands, as SQL, and change nothing')
    .action(async ({ print }: { print?: boolean }) => {
      const config = readConfig(localEnvironment(environment));
      const { direct, release } = await reachServer(config, createLog('warn'));
      try {
        const client = await connect(direct);
        try {
          if (print) process.stdout.write(await dumpSchema(client));
          else await migrateAndSay(client);
        } finally {
          await client.end();
        }
      } finally {
        await release();
      }
    });
}

async function migrateAndSay(client: Awaited<ReturnType<typeof connect>>): Promise<void> {
  await assertServer(client);
  await ensureRoles(client);
  const applied = await migrate(client);
  for (const name of applied) sayDone(name);
  if (applied.length === 0) say('Nothing to do: the schema is as this version needs it.');
}
