/** The stages that need more than one booking or one application, and the one that takes a day. */
import { type InviteePayload, uuidOf } from '../calendly/index.ts';
import type { Arrival } from './listener.ts';
import { notCome, type Parts, unseen } from './parts.ts';
import { seldom } from './wait.ts';

const minuteMs = 60_000;
const bookWithinMs = 15 * minuteMs;
const hourMs = 60 * minuteMs;
/** Calendly gives up after 24 hours; a little more, so that the end is surely seen. */
const dayMs = 26 * hourMs;
const lookEveryMs = 5 * minuteMs;

/** Two people at one time of a group event type. */
export async function watchJoining(parts: Parts): Promise<void> {
  const { calendly, grants, held, listener, evidence, tell, wait } = parts;
  const grant = held.grant!;
  const of = { user: grant.tokens.ownerUri, active: true };
  const { items } = await calendly.eventTypes.list(grants.caller(grant), of).page();
  const type = items.find(({ kind, active }) => kind === 'group' && active);
  if (!type) {
    evidence.joined = unseen('The account has no active group event type.');
    return;
  }
  wait.begin();
  const words = `Book two seats of “${type.name}” at the same time, under two names.`;
  tell({ kind: 'bookTwice', open: type.scheduling_url ?? '', eventType: type.uri, words });
  const begun = listener.arrivals.length;
  const waited = await wait(() => pairIn(listener.arrivals.slice(begun)), bookWithinMs);
  evidence.joined = waited.came ? waited.came.moved : notCome('A second seat', waited.why ?? 'late');
  tell({ kind: 'told', words: 'Those two bookings can be canceled now, as anybody would.' });
}

/** Two invitees of one event, in the order in which they came. */
function pairIn(arrivals: readonly Arrival[]): { moved: boolean } | undefined {
  const joined = arrivals.flatMap(({ to, said }) =>
    to === 'healthy' && said?.topic === 'invitee.created' ? [said.payload] : [],
  );
  for (const [index, one] of joined.entries()) {
    const event = one.scheduled_event;
    const other = joined.slice(index + 1).find((later) => later.scheduled_event.uri === event.uri);
    if (other) return { moved: other.scheduled_event.updated_at !== event.updated_at };
  }
  return undefined;
}

/** Its cancellation is also the one message that is let fail for a day. */
export async function cancelBooking(parts: Parts, booked: InviteePayload): Promise<void> {
  const { asked, listener, subscriptions, evidence, held, tell, wait } = parts;
  const { uri, cancel_url: open } = booked;
  listener.answer('failing', () => 503);
  const wanted = { name: 'failing', events: ['invitee.canceled'] };
  const failing = asked.waitRetries ? await subscriptions.make(held.grant!, wanted) : undefined;
  wait.begin();
  tell({ kind: 'cancel', open: open ?? '', invitee: uri, words: 'Cancel the booking on this page.' });
  const isIt = ({ to, said }: Arrival) =>
    to === (failing?.ok ? 'failing' : 'healthy') &&
    said?.topic === 'invitee.canceled' &&
    said.payload.uri === uri;
  const waited = await wait(() => listener.arrivals.find(isIt), bookWithinMs);
  if (!failing) {
    evidence.failedForADay = unseen('It takes a day: run it again with --wait-retries.');
  } else if (!failing.ok) {
    evidence.failedForADay = unseen(`No subscription could be made for it: ${failing.error.message}`);
  } else if (!waited.came) {
    evidence.failedForADay = notCome('The cancellation', waited.why);
  } else {
    evidence.failedForADay = await watchForADay(parts, failing.uuid, waited.came.at);
  }
}

async function watchForADay(
  { clock, grants, held, subscriptions, tell, wait }: Parts,
  uuid: string,
  since: number,
) {
  const grant = held.grant!;
  wait.begin();
  const words = 'One delivery fails for a day, to see what Calendly does then. Leave this running.';
  tell({ kind: 'wait', untilSeconds: dayMs / 1000, words });
  const isDisabled = async () => {
    await grants.keep(grant);
    return (await subscriptions.look(grant, uuid))?.active === true ? undefined : true;
  };
  const waited = await wait(seldom(clock, lookEveryMs, isDisabled), dayMs);
  if (!waited.came && waited.why === 'skipped') return notCome('The end of the day', 'skipped');
  const disabled = waited.came === true || (await isDisabled()) === true;
  return { disabled, hours: Math.round((clock.now() - since) / hourMs) };
}

/** Calls with another application of the same person, and what they take from ours. */
export async function watchLimit(parts: Parts): Promise<void> {
  const { asked, calendly, grants, held, evidence } = parts;
  if (!asked.otherClient) {
    evidence.takenByOthers = unseen(
      'It takes a second application: set PROBE_OTHER_CLIENT_ID and PROBE_OTHER_CLIENT_SECRET.',
    );
    return;
  }
  const words = 'Open this address and allow the other application, with the same Calendly account.';
  const consent = await grants.ask('other_application', asked.otherClient, ['users:read'], words);
  if (!consent.ok) {
    evidence.takenByOthers = unseen(consent.why);
    return;
  }
  const me = { method: 'GET', path: ['users', 'me'], query: new URLSearchParams(), json: undefined } as const;
  const left = async (grant = held.grant!) => (await calendly.pass(grants.caller(grant), me)).rate.remaining;
  evidence.takenByOthers = unseen('Calendly did not say how many calls were left.');
  // A minute may begin in between; the next one is whole.
  for (let tries = 0; tries < 3; tries++) {
    const before = await left();
    for (let count = 0; count < 3; count++) await left(consent.grant);
    const after = await left();
    if (before === undefined || after === undefined) break;
    if (after >= before) continue;
    evidence.takenByOthers = before - after - 1;
    break;
  }
  await grants.revoke(consent.grant);
}

/** Six bookings by the API on the free plan, each canceled again. */
export async function bookByApi(parts: Parts): Promise<void> {
  const { asked, evidence } = parts;
  if (evidence.standing?.stage !== 'free') {
    evidence.freeBookings = unseen('This organization is not on the free plan.');
  } else if (!asked.bookByApi) {
    evidence.freeBookings = unseen(
      'It takes six bookings by the API, which are canceled again: --book-by-api.',
    );
  } else {
    evidence.freeBookings = await bookSix(parts);
  }
}

async function bookSix({ calendly, grants, held, clock }: Parts) {
  const caller = grants.caller(held.grant!);
  const { items } = await calendly.eventTypes
    .list(caller, { user: held.grant!.tokens.ownerUri, active: true })
    .page();
  const type = items.find(({ kind, pooling_type }) => kind === 'solo' && pooling_type == null);
  if (!type) return unseen('The account has no active one-on-one event type.');
  const from = clock.now() + hourMs;
  const slots = await calendly.eventTypeAvailableTimes.list(caller, {
    event_type: type.uri,
    start_time: new Date(from).toISOString(),
    end_time: new Date(from + 7 * 24 * hourMs).toISOString(),
  });
  const kind = type.locations?.[0]?.kind;
  let taken = 0;
  for (const { start_time: startTime } of slots.slice(0, 24)) {
    if (taken === 6) break;
    const body = {
      event_type: type.uri,
      start_time: startTime,
      invitee: { name: 'Slotwire probe', email: 'probe@example.com', timezone: 'Etc/UTC' },
      ...(kind ? { location: { kind } } : {}),
    };
    const answer = await calendly.pass(caller, {
      method: 'POST',
      path: ['invitees'],
      query: new URLSearchParams(),
      json: body,
    });
    if (answer.status === 429) return taken;
    if (answer.status !== 201) continue;
    taken += 1;
    const { event } = (answer.body as { resource: { event: string } }).resource;
    const uuid = uuidOf(event, 'scheduledEvent');
    if (uuid) await calendly.scheduledEvents.cancel(caller, uuid, { reason: 'It was a probe.' });
  }
  return taken === 6 ? 6 : unseen(`Only ${taken} bookings could be tried.`);
}
