/** One page of an account's scheduled events, by start time, each with its invitees. */
import { type Calendly, type Caller, type ScheduledEvent, uuidOf } from '../calendly/index.ts';
import { observeEvent, type Picture, readInvitees } from '../meetings/index.ts';
import type { Page, Window } from './windows.ts';

/** So few that one page and its invitees fit into the smallest budget of a minute. */
const pageSize = 20;
const atOnce = 4;

export interface ReadPage extends Page {
  pictures: Picture[];
  /** How many requests it took, but for further pages of an event with more than 100 invitees. */
  requests: number;
}

/** Where a whole page begins at one moment, the next belongs to it: a reading could not go on inside that moment. */
export async function readPage(
  calendly: Calendly,
  caller: Caller,
  { status, from, until }: Window,
): Promise<ReadPage> {
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
  const pictures: Picture[] = [];
  for (let start = 0; start < events.length; start += atOnce) {
    const some = events.slice(start, start + atOnce);
    const invitees = await Promise.all(
      some.map(({ uri }) => readInvitees(calendly, caller, uuidOf(uri, 'scheduledEvent')!)),
    );
    pictures.push(...some.map((event, index) => observeEvent(event, invitees[index]!, 0)));
  }
  return { events, pictures, more: next !== undefined, requests: pages + events.length };
}
