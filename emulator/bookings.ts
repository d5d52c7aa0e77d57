/**
 * Everything that moves a booking. Each method is one transaction: the rows it changes and the messages they cause.
 * A canceled invitee never becomes active again; a reschedule is a new event and a new invitee, linked both ways.
 */
import { newEvent, newInvitee, ofLength, requestAgain } from './booking-rows.ts';
import { isRefusal, refusal, wrongIn } from './booking-rules.ts';
import { type Clock, isoMicros } from './clock.ts';
import type {
  BookingRefusal,
  BookingRequest,
  BookingResult,
  Bookings,
  Cancellation,
  EventType,
  Invitee,
  ScheduledEvent,
} from './entities.ts';
import type { Ids } from './ids.ts';
import { chooseLocation } from './location.ts';
import { freeSlots, type Slot } from './slots.ts';
import type { State } from './state.ts';
import type { InviteeTopic } from './webhooks.ts';

type By = Parameters<Bookings['reschedule']>[2];

export function createBookings(deps: {
  state: State;
  clock: Clock;
  ids: Ids;
  announce: (topic: InviteeTopic, invitee: Invitee, event: ScheduledEvent) => void;
  /** Whether one more or one less invitee moves a group event's `updated_at`. */
  joinsMoveEvent: () => boolean;
  /** Asked at each reschedule. */
  canceledFirst: () => boolean;
}): Bookings {
  const { state, clock, ids, announce } = deps;

  function slotsOf(type: EventType, from: string, to: string, except?: string): Slot[] {
    return freeSlots(state, type, {
      from,
      to,
      now: clock.now(),
      ...(except === undefined ? {} : { except }),
    });
  }

  function slotFor(type: EventType, startTime: string, except?: string): Slot | BookingRefusal {
    const start = Date.parse(startTime);
    if (Number.isNaN(start)) return refusal('in_the_past', 'Start time is not a time.', 'event.start_time');
    if (start <= clock.now())
      return refusal('in_the_past', 'That start time is in the past', 'event.start_time');
    const [slot] = slotsOf(type, isoMicros(start), isoMicros(start + 1), except);
    return slot ?? refusal('already_filled', 'That start time has been filled', 'event.start_time');
  }

  /** The event that a slot stands for: the group meeting it joins, or a new one. */
  function eventAt(slot: Slot, type: EventType, request: BookingRequest): ScheduledEvent | BookingRefusal {
    if (slot.joins) return withOtherInvitees(slot.joins);
    const id = ids.uuid();
    const chosen = chooseLocation(type, request.location, request.textReminderNumber ?? null, id);
    if (!chosen.ok) return refusal('invalid_location_choice', chosen.message, 'location.kind');
    const { organizationId } = state.users.get(type.ownerId)!;
    const placed = { id, organizationId, location: chosen.location, now: clock.iso() };
    return newEvent(type, slot, request.guests ?? [], placed);
  }

  const withOtherInvitees = (event: ScheduledEvent): ScheduledEvent =>
    deps.joinsMoveEvent() ? { ...event, updatedAt: clock.iso() } : event;

  function book(request: BookingRequest): BookingResult {
    const found = state.eventTypes.get(request.eventTypeId);
    if (!found?.active || found.deletedAt !== null)
      return refusal('unknown_event_type', 'There is no such active event type.', 'event_type');
    const type = ofLength(found, request.durationMinutes);
    const link = request.linkId === undefined ? undefined : state.links.get(request.linkId);
    if (link && link.usedAt !== null) return refusal('link_used', 'This link has booked its one meeting.');
    const wrong = wrongIn(request, type);
    if (wrong) return wrong;
    const slot = slotFor(type, request.startTime);
    if (isRefusal(slot)) return slot;
    const event = eventAt(slot, type, request);
    if (isRefusal(event)) return event;
    const invitee = newInvitee(event, request, { id: ids.uuid(), now: clock.iso() });
    if (link) state.links.put({ ...link, usedAt: invitee.createdAt });
    state.events.put(event);
    state.invitees.put(invitee);
    announce('invitee.created', invitee, event);
    return { ok: true, event, invitee };
  }

  /** One invitee leaves; the event goes with its last one. */
  function leave(invitee: Invitee, event: ScheduledEvent, cancellation: Cancellation): BookingResult {
    const updatedAt = clock.iso();
    const left: Invitee = { ...invitee, status: 'canceled', cancellation, updatedAt };
    state.invitees.put(left);
    const empty = state.counterOf(event.id).active === 0;
    const after: ScheduledEvent = empty
      ? { ...event, status: 'canceled', cancellation, updatedAt }
      : withOtherInvitees(event);
    state.events.put(after);
    return { ok: true, event: after, invitee: left };
  }

  function cancellationBy(by: By, reason: string | null): Cancellation {
    const said = by.type === 'host' ? (reason ?? '') : reason;
    return { canceledBy: by.name, cancelerType: by.type, reason: said, createdAt: clock.iso() };
  }

  function openBooking(inviteeId: string): { invitee: Invitee; event: ScheduledEvent } | BookingRefusal {
    const invitee = state.invitees.get(inviteeId);
    if (!invitee) return refusal('unknown_invitee', 'There is no such invitee.');
    const event = state.events.get(invitee.eventId)!;
    if (invitee.status === 'canceled' || event.status === 'canceled')
      return refusal('already_canceled', 'Event is already canceled');
    if (Date.parse(event.startTime) <= clock.now()) return refusal('in_the_past', 'Event in the past');
    return { invitee, event };
  }

  function cancelInvitee(inviteeId: string, by: By, reason: string | null): BookingResult {
    const open = openBooking(inviteeId);
    if (isRefusal(open)) return open;
    const result = leave(open.invitee, open.event, cancellationBy(by, reason));
    if (result.ok) announce('invitee.canceled', result.invitee, result.event);
    return result;
  }

  function cancelEvent(eventId: string, by: By, reason: string | null): BookingResult {
    const active = state.inviteesOf(eventId).filter(({ status }) => status === 'active');
    if (active.length === 0)
      return state.events.get(eventId)
        ? refusal('already_canceled', 'Event is already canceled')
        : refusal('unknown_invitee', 'There is no such event.');
    const open = openBooking(active[0]!.id);
    if (isRefusal(open)) return open;
    const cancellation = cancellationBy(by, reason);
    let last: BookingResult = refusal('already_canceled', 'Event is already canceled');
    const left = active.map((invitee) => {
      last = leave(invitee, open.event, cancellation);
      return invitee.id;
    });
    const event = state.events.get(eventId)!;
    for (const id of left) announce('invitee.canceled', state.invitees.get(id)!, event);
    return last;
  }

  function reschedule(inviteeId: string, startTime: string, by: By, reason: string | null): BookingResult {
    const open = openBooking(inviteeId);
    if (isRefusal(open)) return open;
    const request = requestAgain(open, startTime, by);
    const type = ofLength(state.eventTypes.get(open.event.eventTypeId)!, request.durationMinutes);
    if (Date.parse(startTime) === Date.parse(open.event.startTime))
      return refusal('already_filled', 'The booking is at that time already.', 'event.start_time');
    const alone = state.counterOf(open.event.id).active === 1;
    const slot = slotFor(type, startTime, alone ? open.event.id : undefined);
    if (isRefusal(slot)) return slot;
    const event = eventAt(slot, type, request);
    if (isRefusal(event)) return event;
    const fresh = newInvitee(event, request, { id: ids.uuid(), now: clock.iso() });
    const moved: Invitee = { ...fresh, oldInviteeId: inviteeId };
    state.events.put(event);
    state.invitees.put(moved);
    const old = leave(
      { ...open.invitee, rescheduled: true, newInviteeId: moved.id },
      open.event,
      cancellationBy(by, reason),
    );
    if (!old.ok) return old;
    const halves = [
      () => announce('invitee.canceled', old.invitee, old.event),
      () => announce('invitee.created', moved, event),
    ];
    for (const half of deps.canceledFirst() ? halves : halves.toReversed()) half();
    return { ok: true, event, invitee: moved };
  }

  function markNoShow(inviteeId: string): BookingResult {
    const invitee = state.invitees.get(inviteeId);
    if (!invitee) return refusal('unknown_invitee', 'There is no such invitee.', 'invitee');
    const event = state.events.get(invitee.eventId)!;
    if (invitee.status === 'canceled')
      return refusal('already_canceled', 'Event is already canceled', 'invitee');
    if (invitee.noShow) return { ok: true, event, invitee };
    const marked: Invitee = {
      ...invitee,
      noShow: { id: ids.uuid(), createdAt: clock.iso() },
      updatedAt: clock.iso(),
    };
    state.invitees.put(marked);
    announce('invitee_no_show.created', marked, event);
    return { ok: true, event, invitee: marked };
  }

  function unmarkNoShow(noShowId: string): BookingResult {
    const invitee = state.findNoShow(noShowId);
    if (!invitee) return refusal('unknown_invitee', 'There is no such no-show.');
    const event = state.events.get(invitee.eventId)!;
    const cleared: Invitee = { ...invitee, noShow: null, updatedAt: clock.iso() };
    state.invitees.put(cleared);
    announce('invitee_no_show.deleted', cleared, event);
    return { ok: true, event, invitee: cleared };
  }

  const inTransaction =
    <Arguments extends unknown[]>(act: (...given: Arguments) => BookingResult) =>
    (...given: Arguments) =>
      state.transaction(() => act(...given));

  return {
    slots(eventTypeId, from, to, minutes) {
      const type = state.eventTypes.get(eventTypeId);
      return type
        ? slotsOf(ofLength(type, minutes), from, to).map(({ startTime, seatsLeft }) => ({
            startTime,
            seatsLeft,
          }))
        : [];
    },
    book: inTransaction(book),
    cancelInvitee: inTransaction(cancelInvitee),
    cancelEvent: inTransaction(cancelEvent),
    reschedule: inTransaction(reschedule),
    markNoShow: inTransaction(markNoShow),
    unmarkNoShow: inTransaction(unmarkNoShow),
  };
}
