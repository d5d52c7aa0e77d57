/**
 * Our picture of bookings: a join of everything that deliveries, lists and looks said of them, and the meetings
 * that follow from it. Order and repeats change nothing; every meeting that moves is told in the same transaction.
 */
import type { Meeting } from '../../sdk/types.ts';
import type { Accounts } from '../accounts/index.ts';
import type { Calendly } from '../calendly/index.ts';
import type { AppendChange } from '../changes/index.ts';
import type { Clock } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import type { Enqueue, Outcome, Run } from '../jobs/index.ts';
import { type Apply, createApply } from './apply.ts';
import { eraseMeetings } from './erase.ts';
import { createLook, createReadOlder, type Look, type ReadOlder } from './look.ts';
import { present } from './present.ts';
import * as read from './read.ts';
import * as store from './store.ts';

export interface Meetings {
  apply: Apply;
  /** Those of the accounts to which nobody else applies just now; nobody does until the transaction ends. */
  tryLock(tx: Tx, accountIds: readonly string[]): Promise<string[]>;
  /** Which of these invitees we know more of than the name, by account. */
  knownInvitees(
    tx: Tx,
    wanted: ReadonlyMap<string, readonly string[]>,
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  readOlder: ReadOlder;
  look: Look;
  /** Runs the task `meetings.fetch`. */
  fetch(run: Run<'meetings.fetch'>): Promise<Outcome>;
  /** How many meetings are ahead, by account; none is no entry. */
  countAhead(tx: Tx, accountIds: string[]): Promise<Map<string, number>>;
  countOf(tx: Tx, accountId: string): Promise<number>;
  /** Scheduled events of standing meetings that start in a window, of those that did not move just now. */
  listHeld(
    tx: Tx,
    accountId: string,
    window: { from: string; until: string | undefined; movedBefore: string },
  ): Promise<string[]>;
  /** By its id, or by one that it had before. */
  find(tx: Tx, id: string): Promise<Meeting | undefined>;
  erase(tx: Tx, accountId: string): Promise<void>;
  /** The invitee at the end of a meeting's chain, with the account. */
  findTail(tx: Tx, meetingId: string): Promise<{ accountId: string; invitee: string } | undefined>;
  /** The meeting whose chain ends with this invitee. */
  findByInvitee(tx: Tx, accountId: string, eventUuid: string, uuid: string): Promise<string | undefined>;
}

export function createMeetings(deps: {
  database: Database;
  clock: Clock;
  accounts: Pick<Accounts, 'caller' | 'refused' | 'whose'>;
  calendly: Calendly;
  append: AppendChange;
  enqueue: Enqueue;
}): Meetings {
  const { clock } = deps;
  const apply = createApply(deps);
  const look = createLook({ ...deps, apply });
  return {
    apply,
    tryLock: store.tryLock,
    knownInvitees: store.knownInvitees,
    readOlder: createReadOlder({ ...deps, now: clock.now }),
    look,
    fetch: ({ tenantId, payload }) => look({ tenantId, ...payload, cause: 'reconciliation' }),
    countAhead: (tx, accountIds) => read.countAhead(tx, accountIds, clock.iso()),
    countOf: read.countOf,
    listHeld: read.listHeld,
    async find(tx, id) {
      const row = await read.findMeeting(tx, id);
      return row && present(row, row.accountId, row);
    },
    erase: eraseMeetings,
    findTail: read.findTail,
    findByInvitee: read.findByInvitee,
  };
}
