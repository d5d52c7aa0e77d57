/**
 * The token journal: what Calendly gave, on disk before anything is done with it, since it is given once. Lines are
 * sealed under a key of the account's own, which a disconnect destroys. A crash, or a database that is away, between
 * the answer and the commit loses nothing: a line without its mark *settled* is taken up again. Each process writes a
 * file of its own a day. Once all of a file is settled it is read no more, unless the database went back; after a week
 * it goes.
 */
import { appendFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, isoMicros } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { Log } from '../log.ts';
import { Secret } from '../secret.ts';
import { createVault, parseKeyRing, type Vault } from '../vault/index.ts';
import type { Given, Holder } from './pairs.ts';

const dayMs = 86_400_000;
const keptDays = 7;

export interface Line extends Holder {
  /** Of the pair that was given. */
  pairId: string;
  /** The pair that was used up for it; null for a consent. */
  used: string | null;
  userUri: string;
  /** Null of a personal access token, and so is `refresh`. */
  expiresAt: string | null;
  scopes: string[];
  at: string;
  access: string;
  refresh: string | null;
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
  /** Whether a line of this process waits for its mark, or a day began since it was last read. */
  isDue(): boolean;
  /** Lines of every process that wrote here, without their mark. */
  unsettled(): Promise<Line[]>;
  /** All lines of a week, with and without their mark, by day. */
  all(): AsyncIterable<Line>;
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
  const writer = ids.uuid();
  const pending = new Set<string>();
  /** Today's file, once it surely lies in the folder. */
  let begun: string | undefined;
  let readOn: string | undefined;

  const dayBefore = (days: number) => dayOf(isoMicros(clock.now() - days * dayMs));

  /** A line begins with its newline, so that one that was cut does not spoil the next. */
  async function append(line: object, flush: boolean): Promise<void> {
    const name = `tokens-${dayBefore(0)}-${writer}.log`;
    if (name !== begun) await mkdir(folder, { recursive: true, mode: 0o700 });
    await appendFile(join(folder, name), `\n${JSON.stringify(line)}`, { mode: 0o600, flush });
    if (name !== begun) await flushFolder(folder);
    begun = name;
  }

  /**
   * Days are put aside whole, and none after one with an open line: the mark may stand in a later file than its
   * line. To yesterday's a write may still be under way.
   */
  async function putAside(names: string[], openDays: string[]): Promise<void> {
    const first = [...openDays, dayBefore(1)].sort()[0]!;
    for (const name of names.filter((one) => dayOf(one) < first)) {
      await unlessGone(rename(join(folder, name), join(folder, `${name}${aside}`)));
    }
    for (const name of await listFiles(folder, aside)) {
      if (dayOf(name) < dayBefore(keptDays)) await rm(join(folder, name), { force: true });
    }
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
      const { pairId, expiresAt, scopes, ownerUri: userUri } = given;
      try {
        const own = vaultOf({ tenantId, accountId }, keySealed!);
        const seal = (column: Column, token: Secret) =>
          own.seal(token, linePlace(tenantId, pairId, column)).toString('base64');
        const access = seal('access', given.accessToken);
        const refresh = given.refreshToken && seal('refresh', given.refreshToken);
        const at = clock.iso();
        const line: Line = {
          tenantId,
          accountId,
          connectionId,
          used,
          pairId,
          userUri,
          expiresAt,
          scopes,
          at,
          access,
          refresh,
        };
        await append(line, true);
        pending.add(pairId);
      } catch (error) {
        log.error({ err: error, account: accountId }, unwritable);
      }
    },

    async settle(pairId) {
      pending.delete(pairId);
      await append({ settled: pairId }, false).catch((error) => log.error({ err: error }, unwritable));
    },

    isDue: () => pending.size > 0 || readOn !== dayBefore(0),

    async unsettled() {
      const day = dayBefore(0);
      const names = await listFiles(folder, '');
      const lines = new Map<string, { line: Line; name: string }>();
      const marked = new Set<string>();
      for (const name of names) {
        for await (const line of readLines(join(folder, name))) {
          if (!('settled' in line)) lines.set(line.pairId, { line, name });
          else if (!lines.delete(line.settled)) marked.add(line.settled);
        }
      }
      const open = [...lines.values()].filter(({ line }) => !marked.has(line.pairId));
      await putAside(
        names,
        open.map(({ name }) => dayOf(name)),
      );
      readOn = day;
      return open.map(({ line }) => line);
    },

    async *all() {
      const names = [...(await listFiles(folder, '')), ...(await listFiles(folder, aside))].sort();
      for (const name of names) {
        if (dayOf(name) < dayBefore(keptDays)) continue;
        for await (const line of readLines(join(folder, name))) if (!('settled' in line)) yield line;
      }
    },

    open(line, keySealed) {
      const own = vaultOf(line, keySealed);
      const { tenantId, pairId, expiresAt, scopes, userUri: ownerUri, access, refresh } = line;
      const part = (column: Column, sealed: string) =>
        own.open(Buffer.from(sealed, 'base64'), linePlace(tenantId, pairId, column));
      const given = { accessToken: part('access', access), pairId, scopes, ownerUri };
      if (refresh === null || expiresAt === null) return { ...given, refreshToken: null, expiresAt: null };
      return { ...given, refreshToken: part('refresh', refresh), expiresAt };
    },
  };
}

function keyPlace(tenantId: string, accountId: string) {
  return { tenantId, table: 'accounts', row: accountId, column: 'journal_key' };
}

function linePlace(tenantId: string, pairId: string, column: Column) {
  return { tenantId, table: 'journal', row: pairId, column };
}

const aside = '.settled';

/** Of a file by its name, or of a moment. */
function dayOf(text: string): string {
  return /\d{4}-\d{2}-\d{2}/.exec(text)![0];
}

/** By day. */
async function listFiles(folder: string, ending: '' | typeof aside): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const shape = /^tokens-\d{4}-\d{2}-\d{2}-[0-9a-f-]+\.log/;
  return names.filter((name) => name.replace(shape, '') === ending).sort();
}

/** That a new file is there at all must outlast a loss of power too. Windows has no such flush. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

/** The last line may have been cut by a crash; it was never acted on. */
async function* readLines(path: string): AsyncGenerator<Line | { settled: string }> {
  const handle = await unlessGone(open(path));
  if (!handle) return;
  for await (const line of handle.readLines()) {
    try {
      if (line !== '') yield JSON.parse(line) as Line | { settled: string };
    } catch {}
  }
}

/** Another process may have put the file aside. */
function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
}
