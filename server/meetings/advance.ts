/** One telling after another: what each moves. Pure; `apply.ts` reads the book before and writes it after. */
import { isDeepStrictEqual } from 'node:util';
import type { ChangeType } from '../../sdk/types.ts';
import { chainsOf, meetingIdOf, pairs, type ToldMeeting, tellMeeting } from './chain.ts';
import type { Picture } from './facts.ts';
import { join, questions } from './merge.ts';

export type Cause = 'delivery' | 'backfill' | 'reconciliation';

export interface Telling {
  picture: Picture;
  cause: Cause;
}

export interface MeetingRow extends ToldMeeting {
  source: Cause;
  version: number;
  updatedAt: string;
}

/** A part of an account's state: whole chains, and their meetings as they were announced. */
export interface Book {
  picture: Picture;
  meetings: ReadonlyMap<string, MeetingRow>;
}

export interface Move {
  before: MeetingRow | undefined;
  after: MeetingRow;
  /** Ids of announced meetings that turned out to be this one. */
  merged: string[];
  cause: Cause;
}

export interface Step {
  book: Book;
  moves: Move[];
  /** Scheduled events of which Calendly must be asked. */
  questions: string[];
  /** Whether anything was new, also where no meeting shows it. */
  learnt: boolean;
}

export function advance(accountId: string, book: Book, telling: Telling, at: string): Step {
  const picture = join(book.picture, telling.picture);
  const meetings = new Map(book.meetings);
  const touched = touchedBy(book.picture, picture, telling.picture);
  const moves: Move[] = [];
  for (const chain of chainsOf(picture, touched)) {
    const told = tellMeeting(accountId, picture, chain);
    if (!told) continue;
    const announced = chain.flatMap((uuid) => meetings.get(meetingIdOf(accountId, uuid)) ?? []);
    const before = announced[0];
    if (announced.length === 1 && before && sameMeeting(before, told)) continue;
    const after = { ...told, source: telling.cause, version: (before?.version ?? 0) + 1, updatedAt: at };
    const merged = announced.map(({ id }) => id).filter((id) => id !== after.id);
    for (const id of merged) meetings.delete(id);
    meetings.set(after.id, after);
    moves.push({ before, after, merged, cause: telling.cause });
  }
  return {
    book: { picture, meetings },
    moves,
    questions: questions(book.picture, telling.picture),
    learnt: touched.size > 0,
  };
}

/** Invitees whose meeting may read differently now. */
function touchedBy(held: Picture, joined: Picture, told: Picture): Set<string> {
  const touched = new Set<string>();
  for (const uuid of told.invitees.keys()) {
    if (joined.invitees.get(uuid) !== held.invitees.get(uuid)) touched.add(uuid);
  }
  for (const [older, newer] of pairs(told.links)) {
    if (!held.links.has(`${older} ${newer}`)) touched.add(older).add(newer);
  }
  const moved = new Set(
    [...told.events.keys()].filter((uuid) => joined.events.get(uuid) !== held.events.get(uuid)),
  );
  if (moved.size === 0) return touched;
  for (const [uuid, { details }] of joined.invitees) {
    if (moved.has(details.value.eventUuid)) touched.add(uuid);
  }
  return touched;
}

function sameMeeting(row: MeetingRow, told: ToldMeeting): boolean {
  return isDeepStrictEqual(toldOf(row), told);
}

/** Without what only says how the row came about. */
function toldOf({ source, version, updatedAt, ...told }: MeetingRow): ToldMeeting {
  return told;
}

const born = {
  scheduled: 'meeting.scheduled',
  moved: 'meeting.moved',
  canceled: 'meeting.canceled',
  gone: 'meeting.gone',
} as const satisfies Record<MeetingRow['status'], ChangeType>;

/**
 * What to call a move, when it is more than a merger. A reschedule is told as `moved` once, when its new time is
 * known, whichever half came first.
 */
export function changeTypeOf({ before, after }: Move): ChangeType | undefined {
  if (!before) return born[after.status];
  if (after.status === 'canceled' && before.status !== 'canceled') return 'meeting.canceled';
  if (after.status === 'gone' && before.status !== 'gone') return 'meeting.gone';
  if (after.tailInvitee !== before.tailInvitee) return 'meeting.moved';
  if (before.status === 'gone' && after.status !== 'gone') return 'meeting.returned';
  if (after.noShow !== before.noShow) return after.noShow ? 'meeting.no_show_set' : 'meeting.no_show_unset';
  return sameMeeting({ ...before, id: after.id }, toldOf(after)) ? undefined : 'meeting.updated';
}
