/** One page of an account's scheduled events, by start time, each with its invitees. */
import { type Calendly, type Caller, type ScheduledEvent, uuidOf } from '../calendly/index.ts';
import { observeEvent, type Picture, readInvitees } from '../meetings/index.ts';

/** So few that one page and its invitees fit into the smallest budget of a minute. */
const pageSize = 20;
const atOnce = 4;

export async function readPage(
  calendly: Calendly,
  caller: Caller,
  window: { status: 'active' | 'canceled'; from: string; until: string | undefined },
): Promise<{ events: ScheduledEvent[]; pictures: Picture[]; more: boolean }> {
  const { items, next } = await calendly.scheduledEvents.page(caller, {
    user: caller.userUri,
    status: window.status,
    minStartTime: window.from,
    ...(window.until === undefined ? {} : { maxStartTime: window.until }),
    count: pageSize,
  });
  const pictures: Picture[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    const some = items.slice(start, start + atOnce);
    const invitees = await Promise.all(
      some.map(({ uri }) => readInvitees(calendly, caller, uuidOf(uri, 'scheduledEvent')!)),
    );
    pictures.push(...some.map((event, index) => observeEvent(event, invitees[index]!, 0)));
  }
  return { events: items, pictures, more: next !== undefined };
}
