/**
 * The one writer of meetings. Under the accounts' locks it reads the chains that are touched, joins what is told,
 * writes what moved and tells it, all in the caller's transaction and in as many statements for a hundred accounts
 * as for one. What was told before moves nothing.
 */
import type { ChangeType, Meeting } from '../../sdk/types.ts';
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
import { writeMeetings, writeMerged, writePictures } from './write.ts';

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

/** What an account is told, in order. An account is named once. */
export interface Told {
  account: store.Account;
  tellings: readonly Telling[];
}

/** For accounts of one tenant, as many as are told something at once; the results in the same order. */
export type Apply = (tx: Tx, told: readonly Told[]) => Promise<Applied[][]>;

/** One account's share of the work: what its book was, and what became of it. */
interface Advanced extends Told {
  before: Book;
  after: Book;
  steps: Step[];
  moves: Move[];
}

export function createApply(deps: { clock: Clock; append: AppendChange; enqueue: Enqueue }): Apply {
  return async (tx, told) => {
    const accountIds = told.map(({ account }) => account.accountId);
    const [, books] = await Promise.all([store.lock(tx, accountIds), readBooks(tx, told)]);
    const at = deps.clock.iso();
    const advanced = told.map((one) => advanceAll(one, books.get(one.account.accountId)!, at));
    // Asked in this order without waiting; what is told is read behind what is written.
    const moved = advanced.flatMap(({ account, moves }) => moves.map((move) => ({ account, move })));
    const writing = [writePictures(tx, advanced), writeMeetings(tx, advanced), writeMerged(tx, advanced)];
    const presenting = presentAll(
      tx,
      moved.map(({ account, move }) => ({ account, row: move.after })),
    );
    const [presented] = await Promise.all([presenting, ...writing]);
    for (const [index, one] of moved.entries()) tell(tx, one, presented[index]!, deps.append);
    for (const one of advanced) await ask(tx, one, deps);
    return advanced.map(appliedOf);
  };
}

function advanceAll(told: Told, before: Book, at: string): Advanced {
  const steps: Step[] = [];
  let after = before;
  for (const telling of told.tellings) {
    const step = advance(told.account.accountId, after, telling, at);
    steps.push(step);
    after = step.book;
  }
  return { ...told, before, after, steps, moves: steps.flatMap(({ moves }) => moves) };
}

function appliedOf({ account: { accountId }, tellings, after, steps }: Advanced): Applied[] {
  return steps.map(({ learnt, moves }, index) => ({
    meetingId: meetingOf(accountId, after.picture, tellings[index]!.picture),
    learnt,
    moved: moves.length,
    told: moves.flatMap((move) => typesOf(move).map((type) => ({ type, meetingId: move.after.id }))),
  }));
}

/** Everything that the tellings can move: the chains of whom they name, and of everybody in an event that moves. */
async function readBooks(tx: Tx, told: readonly Told[]): Promise<Map<string, Book>> {
  const pictures = new Map(
    told.map(({ account, tellings }) => [
      account.accountId,
      tellings.reduce((all, { picture }) => join(all, picture), nothing),
    ]),
  );
  const ofEach = (choose: (accountId: string, picture: Picture) => readonly string[]) =>
    new Map([...pictures].map(([accountId, picture]) => [accountId, choose(accountId, picture)]));
  const held = await store.loadEvents(
    tx,
    ofEach((_, { events }) => [...events.keys()]),
  );
  const chains = await store.loadChains(tx, {
    invitees: ofEach((_, { invitees, links }) => [
      ...new Set([...invitees.keys(), ...[...pairs(links)].flat()]),
    ]),
    events: ofEach((accountId, picture) => movedEvents(held.get(accountId)!, picture)),
  });
  const [invitees, meetings] = await Promise.all([
    store.loadInvitees(
      tx,
      ofEach((accountId) => chains.get(accountId)!.members),
    ),
    store.loadMeetings(
      tx,
      ofEach((accountId) => chains.get(accountId)!.members.map((uuid) => meetingIdOf(accountId, uuid))),
    ),
  ]);
  const others = ofEach((accountId) => {
    const named = [...invitees.get(accountId)!.values()].map(({ details }) => details.value.eventUuid);
    return [...new Set(named)].filter((uuid) => !held.get(accountId)!.has(uuid));
  });
  const missing = [...others.values()].some((uuids) => uuids.length > 0);
  const rest = missing ? await store.loadEvents(tx, others) : undefined;
  return new Map(
    [...pictures.keys()].map((accountId) => {
      const events = new Map([...held.get(accountId)!, ...(rest?.get(accountId) ?? [])]);
      const picture = { events, invitees: invitees.get(accountId)!, links: chains.get(accountId)!.links };
      return [accountId, { picture, meetings: meetings.get(accountId)! }];
    }),
  );
}

/** Of the events that are held, those of which more is told than is known. */
function movedEvents(held: Picture['events'], told: Picture): string[] {
  const joined = join({ ...nothing, events: held }, told).events;
  return [...held].filter(([uuid, facts]) => joined.get(uuid) !== facts).map(([uuid]) => uuid);
}

/** What a move is told as: that meetings were one, and what became of it. */
function typesOf(move: Move): ChangeType[] {
  const type = changeTypeOf(move);
  return [...move.merged.map(() => 'meeting.merged' as const), ...(type ? [type] : [])];
}

function tell(
  tx: Tx,
  { account, move }: { account: store.Account; move: Move },
  presented: Meeting,
  append: AppendChange,
): void {
  const data = { ...presented };
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

/** Work for later: what does not join is asked, and a join link that is still being made is looked for again. */
async function ask(
  tx: Tx,
  { account: { tenantId, accountId }, before, after, steps }: Advanced,
  { clock, enqueue }: { clock: Clock; enqueue: Enqueue },
): Promise<void> {
  const waits = new Map<string, number>();
  for (const [uuid, event] of after.picture.events) {
    const wait = before.picture.events.get(uuid) === event ? undefined : linkWait(event, clock.now());
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
