/**
 * From a configuration to a database that may be served from and the keys that seal what is in it. Where nothing
 * was configured both are made in the data folder: the embedded server, and (only when local) a key.
 */
import { exec } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { type Config, isLocal } from './config.ts';
import {
  type Address,
  addressOf,
  assertOurs,
  assertServer,
  assertWalled,
  bind,
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
import { parseKeyRing, type ReadKeys } from './vault/index.ts';

export interface Opened {
  database: Database;
  readKeys: ReadKeys;
  /** Past a pooler. */
  direct: Address;
  /** Lets everything go; the embedded server ends when nobody else uses it. */
  stop(): Promise<void>;
}

/** `adopted`: what the database is bound to is changed first, in place of being asked for. */
export async function openDatabase(
  config: Config,
  log: Log,
  adopted?: (client: pg.Client) => Promise<void>,
): Promise<Opened> {
  const readKeys = keyReader(config);
  parseKeyRing(await readKeys());
  const { address, direct, release } = await reachServer(config, log);
  try {
    await prepare(direct, config, log, adopted);
  } catch (error) {
    await release();
    throw error;
  }
  const { pooler, poolSize: size } = config;
  const database = createDatabase({ address, direct, pooler, size, log });
  return {
    database,
    readKeys,
    direct,
    async stop() {
      await database.close();
      await release();
    },
  };
}

/** How the key ring is read, each time anew. Where none was configured it is the local file, made when it is missing. */
export function keyReader(config: Config): ReadKeys {
  const { keys } = config;
  makeFolder(config.dataFolder);
  if (keys?.kind === 'text') return async () => keys.text;
  if (keys?.kind === 'command') return () => printed(keys.line);
  const file = keyFile(config);
  if (!keys) makeLocalKey(config, file!);
  return () => readKeyFile(file!);
}

/** The file of the key ring; undefined when it lies elsewhere. */
export function keyFile({ keys, dataFolder }: Config): string | undefined {
  if (keys) return keys.kind === 'file' ? keys.path : undefined;
  return join(dataFolder, 'local.key');
}

/** Puts a new key before the others; whoever reads meanwhile finds the file as it was, or with it. */
export async function addKey(file: string, key: string): Promise<void> {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${key}\n${await readFile(file, 'utf8')}`, { mode: 0o600, flush: true });
  renameSync(unfinished, file);
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

/** Refuses before anything is changed: tables that a superuser made would be a superuser's, a copy not ours. */
async function prepare(
  direct: Address,
  config: Config,
  log: Log,
  adopted: ((client: pg.Client) => Promise<void>) | undefined,
): Promise<void> {
  const client = await connect(direct);
  try {
    await assertServer(client);
    await assertWalled(client);
    if (!adopted) await assertOurs(client, config);
    await ensureRoles(client);
    const applied = await migrate(client);
    if (applied.length > 0) log.info({ migrations: applied }, 'the database was migrated');
    await (adopted ? adopted(client) : bind(client, config));
  } finally {
    await client.end();
  }
}

async function readKeyFile(file: string): Promise<Secret> {
  try {
    return new Secret(await readFile(file, 'utf8'));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Failure('key_missing', { detail: `${file} cannot be read: ${code}.`, cause });
  }
}

const commandMs = 30_000;

/** What a command prints is the ring. Nothing of it, nor of what it says besides, stands in any message. */
function printed(line: string): Promise<Secret> {
  return new Promise((resolve, reject) => {
    exec(line, { timeout: commandMs, maxBuffer: 1_000_000 }, (error, out) => {
      if (!error) return resolve(new Secret(out));
      const how = error.killed ? `was stopped after ${commandMs / 1000} seconds` : `ended with ${error.code}`;
      reject(new Failure('key_missing', { detail: `SLOTWIRE_KEYS_COMMAND ${how}.` }));
    });
  });
}

/** Made once and kept beside the database; what it sealed cannot be opened without it. */
function makeLocalKey(config: Config, file: string): void {
  if (!isLocal(config)) throw new Failure('key_missing');
  try {
    if (!existsSync(file)) appearWhole(file, `local:${randomBytes(32).toString('base64')}\n`);
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
