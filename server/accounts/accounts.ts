/**
 * End users' Calendly accounts: who they are, the state they are in, and the one door to their access tokens.
 * Everything that moves an account goes through here, and tells of it in the same transaction.
 */
import { join } from 'node:path';
import type { Account } from '../../sdk/types.ts';
import type { Calendly } from '../calendly/index.ts';
import type { AppendChange } from '../changes/index.ts';
import type { Clock } from '../clock.ts';
import type { Connections } from '../connections/index.ts';
import type { Database, Tx } from '../db/index.ts';
import type { Ids } from '../ids.ts';
import type { Enqueue } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import type { Vault } from '../vault/index.ts';
import { type AccessTokens, createAccessTokens } from './access-token.ts';
import { type Authorize, createAuthorize } from './authorize.ts';
import { type CheckClient, createCheckClient } from './check-client.ts';
import { createWriteConsent, type WriteConsent } from './consent.ts';
import { type Continuity, createContinuity } from './continuity.ts';
import { createDisconnects, type Disconnects } from './disconnects.ts';
import { createEndUsers, type EndUsers } from './end-users.ts';
import { createGiveBack, type GiveBack } from './give-back.ts';
import { createGrants } from './grants.ts';
import { createHeld, type Held } from './held.ts';
import { createImports, type Imports } from './imports.ts';
import { createJournal } from './journal.ts';
import { createKeepRenewed } from './keep-renewed.ts';
import { createLastWords } from './last-words.ts';
import { createLinks, type Links } from './links.ts';
import { createMover } from './move.ts';
import { createNotes, type Notes } from './note.ts';
import { createPairs } from './pairs.ts';
import { type Probed, writeProbed } from './probed-store.ts';
import { createRecovery, type Recovery } from './recover.ts';
import { createRefresh } from './refresh.ts';
import { createReplay, type Replay } from './replay.ts';
import { createRotations, type Rotations } from './rotations.ts';
import { isLive } from './state.ts';
import * as store from './store.ts';
import { type Survey, surveyAccounts } from './survey.ts';
import { createTokenCalls } from './token-calls.ts';
import * as tokenStore from './token-store.ts';
import { createSeeOrganization, type SeeOrganization } from './whereabouts.ts';

export interface Accounts extends AccessTokens, Disconnects, EndUsers, Notes {
  authorize: Authorize;
  consent: WriteConsent;
  links: Links;
  /** Consents of another person than the one before. */
  held: Held;
  checkClient: CheckClient;
  giveBack: GiveBack;
  /** Takes up what a crash left in the token journal. */
  recovery: Recovery;
  rotations: Rotations;
  /** What an older integration connected. */
  imports: Imports;
  /** Takes up what a database that went back has forgotten. */
  replay: Replay;
  continuity: Continuity;
  /** Forgets pairs of tokens that were given back, while the account stays. */
  dropPairs(tx: Tx, accountId: string, pairIds: readonly string[]): Promise<void>;
  /** A connect of this account ended without one, by this code. */
  tellNotConnected(tx: Tx, tenantId: string, account: store.AccountRow, code: string): void;
  /** Whose id the application gives: the live account, else the newest; undefined when there is none. */
  findOf(tx: Tx, userId: string): Promise<store.AccountRow | undefined>;
  /** A grant of a consent was written down for good, or given back. */
  settleGrant(pairId: string): Promise<void>;
  find(tx: Tx, accountId: string): Promise<store.AccountRow | undefined>;
  /** The operator's own account of a connection, when there is one. */
  findOwn(tx: Tx, connectionId: number): Promise<store.AccountRow | undefined>;
  /** Calendly said who the account's user is. */
  seeOrganization: SeeOrganization;
  /** Until the transaction ends nobody else moves it. */
  lock(tx: Tx, accountId: string): Promise<store.AccountRow | undefined>;
  /** Whose rows they are; undefined when there is no such account. */
  whose(tx: Tx, accountId: string): Promise<store.Whose | undefined>;
  /** The same for many; those that there are. */
  listWhose(tx: Tx, accountIds: readonly string[]): Promise<store.Whose[]>;
  /** All of them at a glance. */
  survey(tx: Tx): Promise<Survey>;
  listNamed(tx: Tx, ids: readonly string[]): Promise<store.AccountRow[]>;
  /** When the latest delivery came, by account. */
  noteDeliveries(tx: Tx, latest: ReadonlyMap<string, string>): Promise<void>;
  /** What Calendly said of the person's role and their organization's plan. */
  noteProbed(tx: Tx, accountId: string, found: Probed): Promise<void>;
  /** That bookings come of which Calendly does not tell. */
  tellSilence(tx: Tx, tenantId: string, account: store.AccountRow): void;
  noteBackfill(tx: Tx, tenantId: string, accountId: string, progress: Account['backfill']): Promise<void>;
  /** How many accounts are connected through a connection, or cannot be reached. */
  countHeld(tx: Tx, connectionId: number): Promise<number>;
  /** Live accounts of a connection whose disconnect has not begun, some at a time. */
  listStaying(tx: Tx, connectionId: number): Promise<string[]>;
  /** Accounts that hold tokens, some at a time. */
  listLive(tx: Tx): Promise<string[]>;
  /** Connected accounts behind this one in order of id, some at a time. */
  listConnectedAfter(tx: Tx, after: string | null): Promise<string[]>;
}

export function createAccounts(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  vault: Vault;
  connections: Connections;
  calendly: Calendly;
  append: AppendChange;
  enqueue: Enqueue;
  log: Log;
  redirectUri: string;
  /** State beside the database; the token journal lies there. */
  dataFolder: string;
}): Accounts {
  const { database, clock, ids } = deps;
  const folder = join(deps.dataFolder, 'journal');
  const mover = createMover(deps);
  const grants = createGrants({ ...deps, mover });
  const pairs = createPairs(deps);
  const giveBack = createGiveBack({ ...deps, pairs });
  const journal = createJournal({ ...deps, folder });
  const lastWords = createLastWords({ ...deps, folder: join(folder, 'accounts') });
  const continuity = createContinuity({ ...deps, folder });
  const consent = createWriteConsent({ clock, ids, pairs, mover, journal });
  const tokenCalls = createTokenCalls(deps);
  const keepRenewed = createKeepRenewed({ ...deps, pairs, mover, journal, giveBack, grants });
  const refresh = createRefresh({ ...deps, pairs, mover, journal, tokenCalls, keepRenewed, continuity });

  const accessTokens = createAccessTokens({ ...deps, pairs, mover, refresh, grants });

  return {
    ...accessTokens,
    imports: createImports({ ...deps, pairs, journal, mover }),
    rotations: createRotations({ ...deps, mover, renew: accessTokens.renew }),
    ...createDisconnects({ clock, mover }),
    ...createEndUsers({ clock, ids, mover }),
    authorize: createAuthorize({ ...deps, pairs, journal, tokenCalls }),
    links: createLinks(deps),
    held: createHeld({ ...deps, journal, giveBack, mover }),
    checkClient: createCheckClient({ ...deps, tokenCalls }),
    consent,
    giveBack,
    recovery: createRecovery({ ...deps, journal, lastWords, keepRenewed, giveBack }),
    replay: createReplay({ ...deps, journal, lastWords, consent, keepRenewed }),
    continuity,
    ...createNotes({ database, clock, journal, lastWords }),
    dropPairs: tokenStore.deletePairs,
    tellNotConnected: (tx, tenantId, account, code) =>
      mover.tell(tx, tenantId, account, 'account.not_connected', { cause: 'request', data: { code } }),
    findOf: store.findAccountOf,
    settleGrant: journal.settle,
    seeOrganization: createSeeOrganization({ mover }),
    find: store.findAccount,
    findOwn: store.findOwnAccount,
    lock: store.lockAccount,

    whose: async (tx, id) => (await store.listWhose(tx, [id]))[0],
    listWhose: store.listWhose,

    async countHeld(tx, connectionId) {
      const counts = await store.countByConnection(tx);
      return counts
        .filter((one) => one.connectionId === connectionId && isLive(one.state))
        .reduce((sum, { count }) => sum + count, 0);
    },

    listStaying: (tx, connectionId) => store.listStaying(tx, connectionId, 100),
    listLive: (tx) => store.listLive(tx, 100),
    listConnectedAfter: (tx, after) => store.listConnectedAfter(tx, after, 100),
    survey: (tx) => surveyAccounts(tx, clock.now()),
    listNamed: store.listNamed,
    noteDeliveries: store.writeLastDeliveries,
    noteProbed: (tx, accountId, found) => writeProbed(tx, accountId, { ...found, at: clock.iso() }),

    tellSilence: (tx, tenantId, account) =>
      mover.tell(tx, tenantId, account, 'account.updated', { cause: 'system', data: { silent: true } }),

    async noteBackfill(tx, tenantId, id, progress) {
      const account = await store.findAccount(tx, id);
      if (!account) return;
      await store.writeBackfill(tx, id, progress);
      if (account.backfill?.state === progress?.state) return;
      mover.tell(tx, tenantId, account, 'account.updated', {
        cause: 'backfill',
        data: { backfill: progress },
      });
    },
  };
}
