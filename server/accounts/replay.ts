/**
 * Brings a database that went back to where Calendly is, from what lies beside it: a pair that was used up is
 * replaced by the pair that was given for it, a consent that was forgotten is written down again. A pair's successor
 * is one and only, so that this is right however often it is done, by however many at the same time.
 */
import type { Clock } from '../clock.ts';
import type { Connections } from '../connections/index.ts';
import type { Database, Tx } from '../db/index.ts';
import type { Ids } from '../ids.ts';
import type { Log } from '../log.ts';
import type { WriteConsent } from './consent.ts';
import * as endUserStore from './end-user-store.ts';
import type { Journal, Line } from './journal.ts';
import type { KeepRenewed } from './keep-renewed.ts';
import type { ConsentWord, LastWords } from './last-words.ts';
import * as store from './store.ts';
import * as tokenStore from './token-store.ts';

const atOnce = 500;

/** What was disconnected: `erased` tells the end user who was forgotten with it. */
export interface Ended {
  tenantId: string;
  accountId: string;
  at: string;
  erased: string | null;
}

export interface Replayed {
  /** Pairs that took the place of the pair that they came from. */
  renewed: number;
  consented: number;
  ended: Ended[];
  /** Lines that could not be taken up; the log says why. */
  failed: number;
}

/** `consented` runs in the transaction that writes a forgotten consent down. */
export type Replay = (
  consented: (tx: Tx, tenantId: string, accountId: string) => Promise<void>,
) => Promise<Replayed>;

type Word = { tenantId: string } & ConsentWord;

export function createReplay(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  connections: Connections;
  journal: Journal;
  lastWords: LastWords;
  consent: WriteConsent;
  keepRenewed: KeepRenewed;
  log: Log;
}): Replay {
  const { database, clock, ids, connections, journal, lastWords, consent, keepRenewed, log } = deps;

  /** Those of one tenant's lines whose used pair stands, each with the key that opens it. */
  function findDue(tenantId: string, lines: Line[]): Promise<{ line: Line; key: Buffer }[]> {
    return database.tenantTransaction(tenantId, async (tx) => {
      const used = lines.flatMap(({ used }) => used ?? []);
      const held = new Set(await tokenStore.listHeld(tx, used));
      const due: { line: Line; key: Buffer }[] = [];
      for (const line of lines.filter(({ used }) => used !== null && held.has(used))) {
        const key = await store.findJournalKey(tx, line.accountId);
        if (key) due.push({ line, key });
      }
      return due;
    });
  }

  async function renew(tenantId: string, lines: Line[], result: Replayed): Promise<number> {
    let count = 0;
    for (const { line, key } of await findDue(tenantId, lines)) {
      const renewed = await attempt(line, result, async () => {
        const given = journal.open(line, key);
        if (given.refreshToken === null) return false;
        await keepRenewed(line, line.used!, given);
        return true;
      });
      if (renewed) count++;
    }
    return count;
  }

  /** The account that the consent was for, as it was before its person consented. */
  async function prepare(tx: Tx, word: Word): Promise<boolean> {
    const { tenantId, accountId, connectionId, endUser, journalKey, at } = word;
    const account = await store.findAccount(tx, accountId);
    if (account?.connectedAt && account.connectedAt >= at) return false;
    if (!(await connections.find(tx, connectionId)))
      throw new Error(`connection ${connectionId} is not there`);
    if (!account) {
      const person = { ...endUser, id: ids.uuid(), createdAt: clock.iso() };
      const { id, erasing } = await endUserStore.upsertEndUser(tx, tenantId, person);
      if (erasing) return false;
      const waiting = (await store.lockEndUser(tx, id)).find(({ calendlyUser }) => calendlyUser === null);
      if (waiting) await store.deleteUnclaimed(tx, waiting.id);
      await store.insertAccount(tx, tenantId, {
        id: accountId,
        endUserId: id,
        connectionId,
        at: clock.iso(),
      });
    }
    await store.ensureJournalKey(tx, accountId, Buffer.from(journalKey, 'base64'), null);
    return true;
  }

  function consentAgain(word: Word, line: Line, consented: Parameters<Replay>[0]): Promise<boolean> {
    const { tenantId, accountId, connectionId, user, scopes, journalKey } = word;
    const given = journal.open(line, Buffer.from(journalKey, 'base64'));
    return database.tenantTransaction(tenantId, async (tx) => {
      if (await tokenStore.holdsPair(tx, given.pairId)) return false;
      if (!(await prepare(tx, word))) return false;
      const attempt = { tenantId, accountId, connectionId, takenAt: clock.iso() };
      const written = await consent(tx, attempt, { tokens: { ...given, scopes }, user, wanted: scopes });
      if (!written.ok) throw new Error(`the consent is refused: ${written.reason}`);
      await consented(tx, tenantId, written.accountId);
      return true;
    });
  }

  async function attempt(line: Line, result: Replayed, work: () => Promise<boolean>): Promise<boolean> {
    try {
      return await work();
    } catch (error) {
      result.failed++;
      log.error({ err: error, account: line.accountId }, 'a line of the token journal could not be replayed');
      return false;
    }
  }

  /** Consents first: what was renewed after one finds its account. Resolves to how much was taken up. */
  async function pass(
    words: Map<string, Word>,
    result: Replayed,
    consented: Parameters<Replay>[0],
  ): Promise<number> {
    let taken = 0;
    for await (const line of journal.all()) {
      const word = words.get(line.pairId);
      if (!word) continue;
      words.delete(line.pairId);
      if (!(await attempt(line, result, () => consentAgain(word, line, consented)))) continue;
      result.consented++;
      taken++;
    }
    let some = new Map<string, Line[]>();
    const flush = async () => {
      for (const [tenantId, lines] of some) {
        const renewed = await renew(tenantId, lines, result);
        result.renewed += renewed;
        taken += renewed;
      }
      some = new Map();
    };
    let held = 0;
    for await (const line of journal.all()) {
      if (line.used === null) continue;
      some.set(line.tenantId, [...(some.get(line.tenantId) ?? []), line]);
      if (++held % atOnce === 0) await flush();
    }
    await flush();
    return taken;
  }

  return async (consented) => {
    const all = await lastWords.list();
    const result: Replayed = { renewed: 0, consented: 0, failed: 0, ended: [] };
    const words = new Map<string, Word>();
    for (const word of all) {
      if (word.kind === 'consented') words.set(word.pairId, word);
      else result.ended.push(word);
    }
    // Files of several processes are not in order of time: a successor may stand before its predecessor.
    while ((await pass(words, result, consented)) > 0);
    return result;
  };
}
