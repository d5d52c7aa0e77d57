/** Moving a meeting to another time; everything else about it stays. */
import { ofLength } from '../booking-rows.ts';
import type { PagesDoor } from './door.ts';
import { field } from './fields.ts';
import { html } from './html.ts';
import type { Booking } from './meeting.ts';
import type { Steps } from './steps.ts';
import { tellSpan } from './time.ts';
import type { Visitor } from './visitor.ts';

export function movingSteps(
  door: PagesDoor,
  { invitee, event, eventType }: Booking,
  visitor: Visitor,
): Steps {
  const [start, end] = [Date.parse(event.startTime), Date.parse(event.endTime)];
  const span = tellSpan(start, end, visitor.zone, visitor.clock);
  return {
    eventType: ofLength(eventType, (end - start) / 60_000),
    title: 'Move',
    heading: 'Move the meeting',
    submit: { words: 'Move to this time', testId: 'reschedule-submit' },
    before: html`<p class="before"><span class="muted">Until now</span><br><s>${span}</s></p>`,
    fields: (filled) =>
      field({ name: 'reason', label: 'Reason', type: 'area', hint: 'The host reads it.' }, filled),
    check: () => [],
    send: (startTime, typed) => {
      const reason = typed.get('reason')?.trim() || null;
      return door.bookings.reschedule(invitee.id, startTime, { type: 'invitee', name: invitee.name }, reason);
    },
  };
}
