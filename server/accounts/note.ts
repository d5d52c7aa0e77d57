/** Writes the last words on accounts: what a database that went back must be told. */
import type { CalendlyUser } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/index.ts';
import type { Granted } from './authorize.ts';
import type { Journal } from './journal.ts';
import type { LastWords } from './last-words.ts';
import type { GivenToken } from './pairs.ts';
import * as store from './store.ts';

export interface Notes {
  /** After it was committed, before the grant counts as settled. */
  noteConsent(
    tenantId: string,
    accountId: string,
    given: { tokens: Pick<Granted, 'pairId' | 'scopes'>; user: CalendlyUser },
  ): Promise<void>;
  /** The same of a personal access token, which goes into the journal here: whoever brought it may bring it again. */
  noteToken(
    tenantId: string,
    accountId: string,
    given: { tokens: GivenToken; user: CalendlyUser },
  ): Promise<void>;
  /** Before it is committed; `erased`: the end user who is forgotten with it. */
  noteEnd(tenantId: string, accountId: string, erased: string | null): Promise<void>;
}

export function createNotes(deps: {
  database: Database;
  clock: Clock;
  journal: Pick<Journal, 'write' | 'settle'>;
  lastWords: LastWords;
}): Notes {
  const { database, clock, journal, lastWords } = deps;

  function find(tenantId: string, accountId: string) {
    return database.tenantTransaction(tenantId, async (tx) => ({
      account: await store.findAccount(tx, accountId),
      key: await store.findJournalKey(tx, accountId),
    }));
  }

  const notes: Notes = {
    async noteConsent(tenantId, accountId, { tokens: { pairId, scopes }, user }) {
      const { account, key } = await find(tenantId, accountId);
      if (!account?.connectedAt || !key) return;
      const { connectionId, connectedAt: at, kind, userId, name, email } = account;
      const endUser = { kind, userId, name, email };
      const of = { tenantId, accountId, connectionId, pairId, scopes, user, endUser, at };
      await lastWords.write({ kind: 'consented', journalKey: key.toString('base64'), ...of });
    },

    async noteToken(tenantId, accountId, given) {
      const { tokens } = given;
      const { account, key } = await find(tenantId, accountId);
      if (!account || !key) return;
      const { connectionId } = account;
      await journal.write({ tenantId, accountId, connectionId, used: null }, tokens, key);
      await notes.noteConsent(tenantId, accountId, given);
      await journal.settle(tokens.pairId);
    },

    noteEnd: (tenantId, accountId, erased) =>
      lastWords.write({ kind: 'ended', at: clock.iso(), tenantId, accountId, erased }),
  };
  return notes;
}
