/**
 * An account's scheduled events of a window, by start time, each with its invitees, in pieces that are worth keeping.
 * A list of a whole page costs as much as one of a single event; each event costs a request of its own.
 */
import type { Calendly, Caller, Invitee, ScheduledEvent } from '../calendly/index.ts';
import { observeEvent, type Picture, readInvitees } from '../meetings/index.ts';
import { idOf, type Piece, type Window } from './windows.ts';

const pageSize = 100;
const pieceSize = 20;
const atOnce = 4;

export interface ReadPiece extends Piece {
  pictures: Picture[];
  /** How many requests it took, but for further pages of an event with more than 100 invitees. */
  requests: number;
}

/**
 * Reads one page; what is in `seen` was read before. When it cannot go on, what was read until then comes first, and
 * then the error is thrown.
 */
export async function* readPieces(
  calendly: Calendly,
  caller: Caller,
  window: Window,
  seen: readonly string[] = [],
): AsyncGenerator<ReadPiece> {
  const { events, more, pages } = await listPage(calendly, caller, window);
  let requests = pages;
  for (let start = 0; start === 0 || start < events.length; start += pieceSize) {
    const end = Math.min(start + pieceSize, events.length);
    const { read, asked, failed } = await readSome(calendly, caller, events.slice(start, end), seen);
    requests += asked;
    if (!failed || read.length > 0) {
      const piece = events.slice(start, start + read.length);
      yield {
        events: piece,
        pictures: read.flat(),
        more: failed !== undefined || more || end < events.length,
        requests,
      };
      requests = 0;
    }
    if (failed) throw failed.error;
  }
}

/** Where a whole page begins at one moment, the next belongs to it: a reading could not go on inside that moment. */
async function listPage(calendly: Calendly, caller: Caller, { status, from, until }: Window) {
  const events: ScheduledEvent[] = [];
  let pages = 0;
  let next: string | undefined;
  do {
    const page = await calendly.scheduledEvents.page(caller, {
      user: caller.userUri,
      status,
      minStartTime: from,
      ...(until === undefined ? {} : { maxStartTime: until }),
      ...(next === undefined ? {} : { pageToken: next }),
      count: pageSize,
    });
    events.push(...page.items);
    next = page.next;
    pages++;
  } while (next !== undefined && events.at(-1)?.start_time === events[0]?.start_time);
  return { events, more: next !== undefined, pages };
}

interface Some {
  /** In order, as far as it went; of an event that was read before nothing. */
  read: Picture[][];
  asked: number;
  failed: { error: unknown } | undefined;
}

async function readSome(
  calendly: Calendly,
  caller: Caller,
  events: readonly ScheduledEvent[],
  seen: readonly string[],
): Promise<Some> {
  const some: Some = { read: [], asked: 0, failed: undefined };
  const read = async (event: ScheduledEvent): Promise<Picture[]> => {
    if (seen.includes(idOf(event))) return [];
    some.asked++;
    const invitees: Invitee[] = await readInvitees(calendly, caller, idOf(event));
    return [observeEvent(event, invitees, 0)];
  };
  for (let start = 0; start < events.length && !some.failed; start += atOnce) {
    const settled = await Promise.allSettled(events.slice(start, start + atOnce).map(read));
    for (const one of settled) {
      if (one.status === 'rejected') some.failed ??= { error: one.reason };
      else if (!some.failed) some.read.push(one.value);
    }
  }
  return some;
}
