/**
 * From a configuration to a database that may be served from and the keys that seal what is in it. Where nothing
 * was configured both are made in the data folder: the embedded server, and (only when local) a key.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, isLocal } from './config.ts';
import {
  type Address,
  addressOf,
  assertServer,
  assertWalled,
  connect,
  createDatabase,
  type Database,
  ensureRoles,
  makeFolder,
  migrate,
  startEmbedded,
} from './db/index.ts';
import { Failure } from './errors.ts';
import type { Log } from './log.ts';
import { Secret } from './secret.ts';

export interface Opened {
  database: Database;
  /** The text of the key ring. */
  keys: Secret;
  /** Lets everything go; the embedded server ends when nobody else uses it. */
  stop(): Promise<void>;
}

export async function openDatabase(config: Config, log: Log): Promise<Opened> {
  const keys = readKeys(config);
  const { address, direct, release } = await reachServer(config, log);
  try {
    await prepare(direct, log);
  } catch (error) {
    await release();
    throw error;
  }
  const { pooler, poolSize: size } = config;
  const database = createDatabase({ address, direct, pooler, size, log });
  return {
    database,
    keys,
    async stop() {
      await database.close();
      await release();
    },
  };
}

/** The text of the key ring: configured, or the local one, which is made where there is none. */
export function readKeys(config: Config): Secret {
  makeFolder(config.dataFolder);
  return config.keys ?? localKey(config);
}

/** Where to ask: `address` for transactions, `direct` for what a pooler cannot carry. */
export async function reachServer(
  { databaseUrl, databaseDirectUrl, dataFolder }: Config,
  log: Log,
): Promise<{ address: Address; direct: Address; release(): Promise<void> }> {
  if (!databaseUrl) {
    const { address, release } = await startEmbedded(dataFolder, log);
    return { address, direct: address, release };
  }
  const address = addressOf(databaseUrl);
  const direct = databaseDirectUrl ? addressOf(databaseDirectUrl) : address;
  return { address, direct, release: async () => undefined };
}

/** Refuses before anything is changed: tables that a superuser made would be a superuser's. */
async function prepare(direct: Address, log: Log): Promise<void> {
  const client = await connect(direct);
  try {
    await assertServer(client);
    await assertWalled(client);
    await ensureRoles(client);
    const applied = await migrate(client);
    if (applied.length > 0) log.info({ migrations: applied }, 'the database was migrated');
  } finally {
    await client.end();
  }
}

/** A key made once and kept beside the database; what it sealed cannot be opened without it. */
function localKey(config: Config): Secret {
  if (!isLocal(config)) throw new Failure('key_missing');
  const file = join(config.dataFolder, 'local.key');
  try {
    if (!existsSync(file)) appearWhole(file, `local:${randomBytes(32).toString('base64')}\n`);
    return new Secret(readFileSync(file, 'utf8').trim());
  } catch (error) {
    throw new Failure('folder_unusable', { detail: `${file}: ${(error as Error).message}.`, cause: error });
  }
}

/** Another process may do the same at the same moment: the first link wins, and a crash leaves none. */
function appearWhole(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text, { mode: 0o600, flush: true });
  try {
    linkSync(unfinished, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(unfinished);
  }
}
