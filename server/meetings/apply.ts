/**
 * The one writer of meetings. Under the account's lock it reads the chains that are touched, joins what is told,
 * writes what moved and tells it, all in the caller's transaction. What was told before moves nothing.
 */
import type { ChangeType } from '../../sdk/types.ts';
import type { AppendChange } from '../changes/index.ts';
import type { Clock } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import { toWireId } from '../ids.ts';
import type { Enqueue } from '../jobs/index.ts';
import { advance, type Book, changeTypeOf, type Move, type Step, type Telling } from './advance.ts';
import { chainsOf, meetingIdOf, pairs } from './chain.ts';
import { nothing, type Picture } from './facts.ts';
import { linkWait } from './late-links.ts';
import { join } from './merge.ts';
import { presentAll } from './present.ts';
import * as store from './store.ts';
import { writeMeetings, writeMerged, writePicture } from './write.ts';

export interface Applied {
  /** The meeting that the telling is about, as its id is now. */
  meetingId: string | undefined;
  /** Whether it said anything new. */
  learnt: boolean;
  /** How many meetings it moved. */
  moved: number;
  /** What that was told as, in order. */
  told: { type: ChangeType; meetingId: string }[];
}

export type Apply = (tx: Tx, account: store.Account, tellings: readonly Telling[]) => Promise<Applied[]>;

export function createApply(deps: { clock: Clock; append: AppendChange; enqueue: Enqueue }): Apply {
  const { clock } = deps;
  return async (tx, account, tellings) => {
    await store.lock(tx, account.accountId);
    const before = await readBook(tx, account.accountId, tellings);
    const at = clock.iso();
    const steps: Step[] = [];
    let book = before;
    for (const telling of tellings) {
      const step = advance(account.accountId, book, telling, at);
      steps.push(step);
      book = step.book;
    }
    const moves = steps.flatMap((step) => step.moves);
    await writePicture(tx, account, before.picture, book.picture);
    await writeAllMeetings(tx, account, before, book, moves);
    await tell(tx, account, moves, deps.append);
    await ask(tx, account, before.picture, book.picture, steps, deps);
    return tellings.map((telling, index) => ({
      meetingId: meetingOf(account.accountId, book.picture, telling.picture),
      learnt: steps[index]!.learnt,
      moved: steps[index]!.moves.length,
      told: steps[index]!.moves.flatMap((move) =>
        typesOf(move).map((type) => ({ type, meetingId: move.after.id })),
      ),
    }));
  };
}

/** Everything that the tellings can move: the chains of whom they name, and of everybody in an event that moves. */
async function readBook(tx: Tx, accountId: string, tellings: readonly Telling[]): Promise<Book> {
  const told = tellings.reduce((all, { picture }) => join(all, picture), nothing);
  const held = await store.loadEvents(tx, accountId, [...told.events.keys()]);
  const joined = join({ ...nothing, events: held }, told).events;
  const { members, links } = await store.loadChains(tx, accountId, {
    invitees: [...new Set([...told.invitees.keys(), ...[...pairs(told.links)].flat()])],
    events: [...held].filter(([uuid, facts]) => joined.get(uuid) !== facts).map(([uuid]) => uuid),
  });
  const invitees = await store.loadInvitees(tx, accountId, members);
  const others = [...invitees.values()].map(({ details }) => details.value.eventUuid);
  const missing = [...new Set(others)].filter((uuid) => !held.has(uuid));
  const rest = missing.length === 0 ? held : await store.loadEvents(tx, accountId, missing);
  const meetings = await store.loadMeetings(
    tx,
    accountId,
    members.map((uuid) => meetingIdOf(accountId, uuid)),
  );
  return { picture: { events: new Map([...held, ...rest]), invitees, links }, meetings };
}

async function writeAllMeetings(
  tx: Tx,
  account: store.Account,
  before: Book,
  after: Book,
  moves: readonly Move[],
): Promise<void> {
  const moved = [...after.meetings].filter(([id, row]) => before.meetings.get(id) !== row);
  await writeMeetings(
    tx,
    account,
    moved.map(([, row]) => row),
  );
  await writeMerged(
    tx,
    account,
    moves.flatMap(({ merged, after: { id } }) => merged.map((former) => ({ former, survivor: id }))),
  );
}

/** What a move is told as: that meetings were one, and what became of it. */
function typesOf(move: Move): ChangeType[] {
  const type = changeTypeOf(move);
  return [...move.merged.map(() => 'meeting.merged' as const), ...(type ? [type] : [])];
}

async function tell(
  tx: Tx,
  account: store.Account,
  moves: readonly Move[],
  append: AppendChange,
): Promise<void> {
  if (moves.length === 0) return;
  const presented = await presentAll(
    tx,
    account,
    moves.map(({ after }) => after),
  );
  for (const [index, move] of moves.entries()) {
    const data = { ...presented[index]! };
    const change = {
      cause: move.cause,
      accountId: account.accountId,
      endUserId: account.endUserId,
      subject: { kind: 'meeting' as const, id: data.id },
    };
    for (const former of move.merged) {
      const formerId = toWireId('meeting', former);
      append(tx, account.tenantId, { ...change, type: 'meeting.merged', data: { ...data, formerId } });
    }
    const type = changeTypeOf(move);
    if (type) append(tx, account.tenantId, { ...change, type, data });
  }
}

/** Work for later: what does not join is asked, and a join link that is still being made is looked for again. */
async function ask(
  tx: Tx,
  { tenantId, accountId }: store.Account,
  before: Picture,
  after: Picture,
  steps: readonly Step[],
  { clock, enqueue }: { clock: Clock; enqueue: Enqueue },
): Promise<void> {
  const waits = new Map<string, number>();
  for (const [uuid, event] of after.events) {
    const wait = before.events.get(uuid) === event ? undefined : linkWait(event, clock.now());
    if (wait !== undefined) waits.set(uuid, wait);
  }
  for (const uuid of steps.flatMap(({ questions }) => questions)) waits.set(uuid, 0);
  for (const [eventUuid, afterMs] of waits) {
    await enqueue(tx, 'meetings.fetch', {
      tenantId,
      key: `${accountId} ${eventUuid}`,
      payload: { accountId, eventUuid },
      afterMs,
    });
  }
}

function meetingOf(accountId: string, picture: Picture, told: Picture): string | undefined {
  const [invitee] = told.invitees.keys();
  const [chain] = invitee === undefined ? [] : chainsOf(picture, [invitee]);
  return chain && meetingIdOf(accountId, chain[0]!);
}
