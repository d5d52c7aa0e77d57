/** A meeting as its invitee sees it after booking, moving or canceling, and the page on which it is canceled. */
import type { Cancellation } from '../entities.ts';
import type { PagesDoor } from './door.ts';
import { field, notice } from './fields.ts';
import { type Content, foreign, type Html, html } from './html.ts';
import { hostNames, type Page } from './layout.ts';
import { tellLocation } from './places.ts';
import { hostsOf, swatch } from './summary.ts';
import * as time from './time.ts';
import type { Visitor } from './visitor.ts';

export type Booking = NonNullable<ReturnType<PagesDoor['findInvitee']>>;

export function meetingPage(door: PagesDoor, booking: Booking, visitor: Visitor): Page {
  const { invitee } = booking;
  if (invitee.rescheduled && invitee.newInviteeId) return movedAway(door, booking, visitor);
  if (invitee.status === 'canceled') return canceled(door, booking, visitor);
  const old = invitee.oldInviteeId ? door.findInvitee(invitee.oldInviteeId) : undefined;
  const host = `/${encodeURIComponent(booking.host.slug)}`;
  return {
    title: `${old ? 'Moved' : 'Booked'} · ${booking.eventType.name}`,
    visitor,
    main: html`<div class="pad" data-testid="${old ? 'reschedule-done' : 'booking-done'}">
<h1><span class="done" aria-hidden="true">✓</span> ${old ? 'Moved' : 'Booked'}</h1>
${facts(door, booking, visitor, { old })}
<div class="actions">
<a class="button quiet" data-testid="move-link" href="/reschedulings/${invitee.id}">Move</a>
<a class="button quiet" data-testid="cancel-link" href="/cancellations/${invitee.id}">Cancel</a>
<a class="button quiet" href="/bookings/${invitee.id}/calendar.ics">Add to a calendar</a>
</div>
<p><a href="${host}">More times with ${foreign(booking.host.name)}</a> · <a href="/_emulator/console/deliveries">What was sent</a></p>
</div>`,
  };
}

export function cancelPage(door: PagesDoor, booking: Booking, visitor: Visitor, told?: string): Page {
  if (booking.invitee.status === 'canceled') return meetingPage(door, booking, visitor);
  return {
    title: `Cancel · ${booking.eventType.name}`,
    visitor,
    main: html`<div class="pad"><h1>Cancel this meeting?</h1>
${told && notice(told)}
${facts(door, booking, visitor)}
<form method="post">
${field({ name: 'reason', label: 'Reason', type: 'area', hint: 'The host reads it.', testId: 'cancel-reason' }, { typed: new URLSearchParams() })}
<div class="actions">
<button class="button grave" data-testid="cancel-submit">Cancel the meeting</button>
<a class="button quiet" href="/reschedulings/${booking.invitee.id}">Move it instead</a>
</div>
</form></div>`,
  };
}

function canceled(door: PagesDoor, booking: Booking, visitor: Visitor): Page {
  const { cancellation } = booking.invitee;
  return {
    title: `Canceled · ${booking.eventType.name}`,
    visitor,
    main: html`<div class="pad" data-testid="cancel-done"><h1>This meeting is canceled</h1>
${cancellation && canceledBy(cancellation, visitor)}
${facts(door, booking, visitor, { isOver: true })}
<div class="actions"><a class="button quiet" href="${eventTypeHref(booking)}">Book another time</a></div></div>`,
  };
}

function movedAway(door: PagesDoor, booking: Booking, visitor: Visitor): Page {
  return {
    title: `Moved · ${booking.eventType.name}`,
    visitor,
    main: html`<div class="pad"><h1>This meeting was moved</h1>
${facts(door, booking, visitor, { isOver: true })}
<div class="actions"><a class="button" href="/bookings/${booking.invitee.newInviteeId}">Go to the new time</a></div></div>`,
  };
}

function facts(
  door: PagesDoor,
  booking: Booking,
  visitor: Visitor,
  { isOver = false, old }: { isOver?: boolean; old?: Booking } = {},
): Html {
  const { invitee, event, eventType } = booking;
  return html`<dl class="facts">
<div><dt>What</dt><dd>${swatch(eventType.color)}${foreign(event.name)} with ${hostNames(hostsOf(door, event))}</dd></div>
<div><dt>When</dt><dd>${when(booking, visitor, isOver)}${old && html`<br>${span(old, visitor, true)}`}</dd></div>
<div><dt>Where</dt><dd>${tellLocation(event.location)}</dd></div>
<div><dt>Who</dt><dd>${foreign(invitee.name)}, ${foreign(invitee.email)}${event.guests.map((guest) => html`<br>${foreign(guest.email)}`)}</dd></div>
${invitee.answers.map(({ question, answer }) => html`<div><dt>${foreign(question)}</dt><dd class="prose">${foreign(answer)}</dd></div>`)}
</dl>`;
}

/** In the visitor's zone, and in the host's where that reads another clock. */
function when(booking: Booking, visitor: Visitor, isOver: boolean): Content {
  const start = Date.parse(booking.event.startTime);
  const offset = time.tellOffset(start, visitor.zone);
  const { timezone, name } = booking.host;
  const there = time.tellOffset(start, timezone);
  return html`${span(booking, visitor, isOver)}<br>
<span class="muted">${time.tellZone(visitor.zone)} (${offset})${
    there !== offset && [`; ${time.tellTime(start, timezone, visitor.clock)} for `, foreign(name)]
  }</span>`;
}

function span({ event }: Booking, { zone, clock }: Visitor, isOver: boolean): Html {
  const told = html`<time datetime="${event.startTime}">${time.tellSpan(Date.parse(event.startTime), Date.parse(event.endTime), zone, clock)}</time>`;
  return isOver ? html`<s>${told}</s>` : html`<strong>${told}</strong>`;
}

function canceledBy(cancellation: Cancellation, { zone, clock }: Visitor): Html {
  const at = Date.parse(cancellation.createdAt);
  const told = `${time.tellDay(time.dayAt(at, zone), 'long')}, ${time.tellTime(at, zone, clock)}`;
  return html`<p>By ${foreign(cancellation.canceledBy)} on ${told}.${
    cancellation.reason && html` <q class="prose">${foreign(cancellation.reason)}</q>`
  }</p>`;
}

function eventTypeHref({ host, eventType }: Booking): string {
  return `/${encodeURIComponent(host.slug)}/${encodeURIComponent(eventType.slug)}`;
}
