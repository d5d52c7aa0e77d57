/** `slotwire doctor`: looks at everything that a start needs; each line has passed, or says what is wrong and the way out. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Config, type Environment, readConfig } from '../../server/config.ts';
import {
  assertForced,
  assertOurs,
  assertRoles,
  assertServer,
  assertWalled,
  connect,
  createDatabase,
  describeAddress,
  listPending,
  makeFolder,
} from '../../server/db/index.ts';
import { createLog } from '../../server/log.ts';
import { keyReader, reachServer } from '../../server/open.ts';
import { parseKeyRing } from '../../server/vault/index.ts';
import { quiet, sayDone, sayProblem } from '../output.ts';
import { uiFolder } from '../ui-build.ts';
import { localEnvironment } from './local.ts';

const log = createLog('silent');

export function doctorCommand(program: Command, environment: Environment): void {
  program
    .command('doctor')
    .description('look at everything that Slotwire needs, and say what is missing')
    .action(async () => {
      const well = await examine(environment);
      if (!well) process.exitCode = 1;
    });
}

/** Resolves to whether all is well. */
async function examine(environment: Environment): Promise<boolean> {
  const { look, allWell } = createReport();
  const config = await look(
    'Configuration',
    async () => readConfig(localEnvironment(environment)),
    ({ publicUrl }) => publicUrl,
  );
  if (!config) return false;
  const { kind, apiUrl } = config.calendly;
  const folder = await look('Data folder', async () => makeFolder(config.dataFolder), String);
  if (folder)
    await look(
      'Key ring',
      async () => parseKeyRing(await keyReader(config)()).current.id,
      (id) => `first key ${id}`,
    );
  await look('Pages', lookAtPages, uiFolder);
  if (kind === 'emulator') await look('Emulator', () => lookAtEmulator(apiUrl), apiUrl);
  await lookAtDatabase(config, look);
  return allWell();
}

type Look = <T>(
  what: string,
  ask: () => Promise<T>,
  tell: string | ((found: T) => string),
) => Promise<T | undefined>;

function createReport(): { look: Look; allWell(): boolean } {
  let well = true;
  return {
    allWell: () => well,
    async look(what, ask, tell) {
      try {
        const found = await ask();
        sayDone(`${what}  ${quiet(typeof tell === 'string' ? tell : tell(found))}`);
        return found;
      } catch (error) {
        well = false;
        const { message, wayOut = '' } = error as Error & { wayOut?: string };
        sayProblem(`${what}:`, message, wayOut);
        return undefined;
      }
    },
  };
}

async function lookAtPages(): Promise<void> {
  if (existsSync(join(uiFolder, 'index.html'))) return;
  throw lack('They are not built.', 'A start builds them; so does `npm run build:ui`.');
}

async function lookAtEmulator(url: string): Promise<void> {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  if (answer?.ok) return;
  throw lack(`Nothing answers at ${url}.`, 'Run `npm start`, or `npm run emulator` for the emulator alone.');
}

function lack(message: string, wayOut: string): Error {
  return Object.assign(new Error(message), { wayOut });
}

async function lookAtDatabase(config: Config, look: Look): Promise<void> {
  const server = await look(
    'Database',
    () => reachServer(config, log),
    ({ address }) => describeAddress(address),
  );
  if (!server) return;
  try {
    const client = await look(
      'Connection',
      () => connect(server.direct),
      ({ user }) => `as ${user}`,
    );
    if (!client) return;
    try {
      const safe = (version: string) => `PostgreSQL ${version}, safe to acknowledge from`;
      await look('Durability', () => assertServer(client), safe);
      await look('Login', () => assertWalled(client), 'sees no tenant by itself');
      if (!(await look('Schema', () => assertMigrated(client), 'as this version needs it'))) return;
      const bound = (id: string | undefined) => `${id}, serves ${config.publicUrl}`;
      await look('Installation', () => assertOurs(client, config), bound);
      await look('Roles', () => assertRoles(client), 'can be taken on');
      await look(
        'Wall',
        () => assertForced(client),
        (tables) => `forced on ${tables} tables`,
      );
    } finally {
      await client.end();
    }
    await look('Transactions', () => lookAtTransactions(config, server), `pooler: ${config.pooler}`);
  } finally {
    await server.release();
  }
}

async function assertMigrated(client: Awaited<ReturnType<typeof connect>>): Promise<true> {
  const pending = await listPending(client);
  if (pending.length === 0) return true;
  const names = pending.map(({ name }) => name).join(', ');
  throw lack(`Not yet done: ${names}.`, 'Run `npm run slotwire -- migrate`; a start does it too.');
}

/** One as the service opens them, twice by name: where names do not last, the pooler is not what was said. */
async function lookAtTransactions(
  config: Config,
  { address, direct }: Awaited<ReturnType<typeof reachServer>>,
) {
  const database = createDatabase({ address, direct, pooler: config.pooler, size: 2, log });
  const named = { name: 'doctor', text: 'select 1' };
  try {
    await database.dispatchTransaction((tx) => tx.query(named));
    await database.dispatchTransaction((tx) => tx.query(named));
  } catch (error) {
    throw lack(
      (error as Error).message,
      'Behind PgBouncer in transaction mode set DATABASE_POOLER=transaction.',
    );
  } finally {
    await database.close();
  }
}
