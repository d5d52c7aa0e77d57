/**
 * Takes up what the journal holds and the database does not. A pair that a refresh brought is stored over the pair
 * that it used up; what nobody can store any more and still works is given back. Safe beside running work, and again.
 */
import { type Calendly, isCalendlyError } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Connections } from '../connections/index.ts';
import type { Database } from '../db/index.ts';
import type { Log } from '../log.ts';
import type { GiveBack } from './give-back.ts';
import { holdsBack } from './held-store.ts';
import type { Journal, Line } from './journal.ts';
import type { KeepRenewed } from './keep-renewed.ts';
import type { LastWords } from './last-words.ts';
import * as store from './store.ts';
import * as tokenStore from './token-store.ts';

/** A connect that began later than this ago may still be under way. */
const underWayMs = 60_000;

/** A connect that died is taken up within this and `underWayMs`. */
const everyMs = 60_000;

export interface Recovery {
  /** Resolves to how many lines are still open. */
  once(): Promise<number>;
  /** Now, once a day, and every minute while lines are open. */
  start(): void;
  stop(): void;
}

export function createRecovery(deps: {
  database: Database;
  clock: Clock;
  connections: Connections;
  calendly: Calendly;
  journal: Journal;
  lastWords: LastWords;
  keepRenewed: KeepRenewed;
  giveBack: GiveBack;
  log: Log;
}): Recovery {
  const { database, clock, connections, calendly, journal, lastWords, keepRenewed, giveBack, log } = deps;

  /** The account's key for the line; undefined when it was destroyed, and the line with it. */
  function keyOf({ tenantId, accountId }: Line): Promise<Buffer | undefined> {
    return database.tenantTransaction(tenantId, (tx) => store.findJournalKey(tx, accountId));
  }

  /** Which of the two pairs that the line tells of is held. */
  function standing({ tenantId, connectionId, pairId, used }: Line) {
    return database.tenantTransaction(tenantId, async (tx) => ({
      given: await tokenStore.holdsPair(tx, pairId),
      heldBack: await holdsBack(tx, pairId),
      used: used !== null && (await tokenStore.holdsPair(tx, used)),
      client: await connections.openClient(tx, tenantId, connectionId),
    }));
  }

  /** False while it must wait. */
  async function takeUp(line: Line): Promise<boolean> {
    const key = await keyOf(line);
    if (!key) return true;
    const held = await standing(line);
    if (held.heldBack) return false;
    if (held.given || !held.client) return true;
    const given = journal.open(line, key);
    if (given.refreshToken === null) return true;
    if (held.used) {
      await keepRenewed(line, line.used!, given);
      return true;
    }
    if (Date.parse(line.at) > clock.now() - underWayMs) return false;
    const { active } = await calendly.oauth.introspect(held.client, given.refreshToken, line);
    if (active) await giveBack.one(line, given);
    return true;
  }

  async function once(): Promise<number> {
    let open = 0;
    for (const line of await journal.unsettled()) {
      try {
        if (await takeUp(line)) await journal.settle(line.pairId);
        else open++;
      } catch (error) {
        open++;
        if (!isCalendlyError(error))
          log.warn({ err: error, account: line.accountId }, 'a line of the token journal waits');
      }
    }
    await lastWords.forgetOld();
    return open;
  }

  let timer: NodeJS.Timeout | undefined;
  let left = 1;
  async function run(): Promise<void> {
    if (left === 0 && !journal.isDue()) return;
    left = await once().catch((error) => {
      log.warn({ err: error }, 'the token journal could not be read');
      return 1;
    });
  }

  return {
    once,
    start() {
      void run();
      timer = setInterval(() => void run(), everyMs).unref();
    },
    stop: () => clearInterval(timer),
  };
}
