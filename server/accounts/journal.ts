/**
 * The token journal: what Calendly gave, on disk before anything is done with it, since it is given once. Lines are
 * sealed under a key of the account's own, which a disconnect destroys. A crash, or a database that is away, between
 * the answer and the commit loses nothing: a line without its mark *settled* is taken up again.
 */
import { type FileHandle, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { Log } from '../log.ts';
import { Secret } from '../secret.ts';
import { createVault, parseKeyRing, type Vault } from '../vault/index.ts';
import type { Given, Holder } from './pairs.ts';

/** Longer than a backup that somebody would go back to. */
const keptMs = 35 * 86_400_000;

export interface Line extends Holder {
  /** Of the pair that was given. */
  pairId: string;
  /** The pair that was used up for it; null for a consent. */
  used: string | null;
  userUri: string;
  expiresAt: string;
  at: string;
  access: string;
  refresh: string;
}

const unwritable = 'the token journal could not be written';

type Column = 'access' | 'refresh';

export interface Journal {
  /** A key for an account's lines, sealed for its row. */
  newKey(tenantId: string, accountId: string): Buffer;
  /** Resolves when it lies on the disk; what cannot be written is told in the log and stops nothing. */
  write(from: Holder & { used: string | null }, given: Given, keySealed: Buffer | undefined): Promise<void>;
  /** What was given is committed, or given back. */
  settle(pairId: string): Promise<void>;
  /** Whether this process wrote a line that has no mark yet. */
  isPending(): boolean;
  /** Lines of every process that wrote here, without their mark. */
  unsettled(): Promise<Line[]>;
  open(line: Line, keySealed: Buffer): Given;
}

export function createJournal(deps: {
  folder: string;
  clock: Clock;
  ids: Ids;
  vault: Vault;
  log: Log;
}): Journal {
  const { folder, clock, ids, vault, log } = deps;
  let file: Promise<FileHandle> | undefined;
  const pending = new Set<string>();

  function append(line: object): Promise<FileHandle> {
    file ??= openFile(folder, ids.uuid(), clock.now() - keptMs).catch((error) => {
      file = undefined;
      throw error;
    });
    return file.then(async (handle) => {
      await handle.appendFile(`${JSON.stringify(line)}\n`);
      return handle;
    });
  }

  function vaultOf({ tenantId, accountId }: Omit<Holder, 'connectionId'>, keySealed: Buffer): Vault {
    return createVault(parseKeyRing(vault.open(keySealed, keyPlace(tenantId, accountId))));
  }

  return {
    newKey(tenantId, accountId) {
      const key = Buffer.from(ids.secret(), 'base64url').toString('base64');
      return vault.seal(new Secret(`account:${key}`), keyPlace(tenantId, accountId));
    },

    async write({ tenantId, accountId, connectionId, used }, given, keySealed) {
      const { pairId, expiresAt, ownerUri: userUri } = given;
      try {
        const own = vaultOf({ tenantId, accountId }, keySealed!);
        const seal = (column: Column, token: Secret) =>
          own.seal(token, linePlace(tenantId, pairId, column)).toString('base64');
        const access = seal('access', given.accessToken);
        const refresh = seal('refresh', given.refreshToken);
        const at = clock.iso();
        const line: Line = {
          tenantId,
          accountId,
          connectionId,
          used,
          pairId,
          userUri,
          expiresAt,
          at,
          access,
          refresh,
        };
        await (await append(line)).datasync();
        pending.add(pairId);
      } catch (error) {
        log.error({ err: error, account: accountId }, unwritable);
      }
    },

    async settle(pairId) {
      pending.delete(pairId);
      await append({ settled: pairId }).catch((error) => log.error({ err: error }, unwritable));
    },

    isPending: () => pending.size > 0,

    async unsettled() {
      const lines = new Map<string, Line>();
      const settled = new Set<string>();
      for (const name of await journalFiles(folder)) {
        for (const line of parseLines(await readFile(join(folder, name), 'utf8'))) {
          if ('settled' in line) settled.add(line.settled);
          else lines.set(line.pairId, line);
        }
      }
      return [...lines.values()].filter(({ pairId }) => !settled.has(pairId));
    },

    open(line, keySealed) {
      const own = vaultOf(line, keySealed);
      const part = (column: Column) =>
        own.open(Buffer.from(line[column], 'base64'), linePlace(line.tenantId, line.pairId, column));
      const { pairId, expiresAt, userUri: ownerUri } = line;
      return { accessToken: part('access'), refreshToken: part('refresh'), pairId, expiresAt, ownerUri };
    },
  };
}

function keyPlace(tenantId: string, accountId: string) {
  return { tenantId, table: 'accounts', row: accountId, column: 'journal_key' };
}

function linePlace(tenantId: string, pairId: string, column: Column) {
  return { tenantId, table: 'journal', row: pairId, column };
}

/** A file of this process's own; those that nobody will go back to are removed. */
async function openFile(folder: string, own: string, oldest: number): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await journalFiles(folder)) {
    const path = join(folder, name);
    if ((await stat(path)).mtimeMs < oldest) await rm(path, { force: true });
  }
  return open(join(folder, `tokens-${own}.log`), 'a', 0o600);
}

async function journalFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^tokens-[0-9a-f-]+\.log$/.test(name)).sort();
}

/** The last line may have been cut by a crash; it was never acted on. */
function* parseLines(text: string): Generator<Line | { settled: string }> {
  for (const line of text.split('\n')) {
    try {
      if (line !== '') yield JSON.parse(line) as Line | { settled: string };
    } catch {}
  }
}
