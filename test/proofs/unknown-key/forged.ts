/** What somebody posts who learnt an address and no key: inventions, lies about real bookings, others' bookings, rubbish. */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { pick, type Random } from '../../support/random.ts';
import type { Resident, Town, Truth } from './town.ts';

const api = 'https://api.calendly.com';
const later = '2030-01-01T00:00:00.000000Z';

/** A booking that never was. */
export function invention({ person }: Resident): Buffer {
  const event = `${api}/scheduled_events/${randomUUID()}`;
  return envelope(person.id, 'invitee.created', {
    uri: `${event}/invitees/${randomUUID()}`,
    event,
    ...invitee('Forged Invention'),
    scheduled_event: {
      uri: event,
      name: 'Forged',
      status: 'active',
      start_time: later,
      end_time: '2030-01-01T00:30:00.000000Z',
      event_type: `${api}/event_types/${randomUUID()}`,
      location: null,
      invitees_counter: { total: 1, active: 1, limit: 1 },
      created_at: later,
      updated_at: later,
      event_memberships: [{ user: `${api}/users/${person.id}` }],
      event_guests: [],
    },
  });
}

const invitee = (name: string) => ({
  name,
  email: 'forged@example.org',
  status: 'active',
  rescheduled: false,
  timezone: 'Europe/Berlin',
  created_at: later,
  updated_at: later,
  questions_and_answers: [],
  tracking: {},
});

function envelope(userId: string, event: string, payload: object): Buffer {
  return Buffer.from(
    JSON.stringify({ created_at: later, created_by: `${api}/users/${userId}`, event, payload }),
  );
}

/** A true delivery of the same person, with another guest, canceled, and newer than anything. */
async function lie(town: Town, resident: Resident, truth: Truth, random: Random): Promise<Buffer> {
  const sent = truth.deliveries.filter(({ subscriptionId }) => subscriptionId === resident.subscriptionId);
  if (sent.length === 0) return invention(resident);
  const told = JSON.parse((await town.bytesOf(pick(random, sent).id)).toString());
  const canceled = { status: 'canceled', updated_at: later };
  Object.assign(told.payload, invitee('Forged Lie'), canceled);
  Object.assign(told.payload.scheduled_event ?? {}, canceled);
  return Buffer.from(JSON.stringify({ ...told, event: 'invitee.canceled' }));
}

/** A real booking of somebody else, told as if it were this person's. */
export function anothers({ person }: Resident, truth: Truth, random: Random): Buffer {
  const foreign = truth.invitees.filter(
    ({ eventId }) => !truth.events.find(({ id }) => id === eventId)!.hostIds.includes(person.id),
  );
  const { id, eventId } = pick(random, foreign);
  const made = JSON.parse(invention({ person } as Resident).toString());
  made.payload.event = `${api}/scheduled_events/${eventId}`;
  made.payload.scheduled_event.uri = made.payload.event;
  made.payload.uri = `${api}/scheduled_events/${eventId}/invitees/${id}`;
  return Buffer.from(JSON.stringify(made));
}

const rubbish = [Buffer.from(''), Buffer.from('{'), Buffer.from('{"event":1}'), Buffer.alloc(200_000, 'x')];

export async function forge(town: Town, resident: Resident, random: Random): Promise<Buffer> {
  const kind = pick(random, ['invention', 'lie', 'another', 'rubbish'] as const);
  if (kind === 'invention') return invention(resident);
  if (kind === 'rubbish') return pick(random, rubbish);
  const truth = await town.truth();
  return kind === 'lie' ? lie(town, resident, truth, random) : anothers(resident, truth, random);
}

/** Answers the status. Signed with a guess, with nothing, or not at all. */
export async function postForged({ address }: Resident, body: Buffer, random: Random): Promise<number> {
  const t = Math.floor(Date.now() / 1000);
  const sign = (key: string | Buffer) =>
    `t=${t},v1=${createHmac('sha256', key).update(`${t}.`).update(body).digest('hex')}`;
  const header = pick(random, [sign(randomBytes(32)), sign(''), 't=1,v1=00', undefined]);
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(header && { 'calendly-webhook-signature': header }) },
    body: new Uint8Array(body),
  });
  await answer.arrayBuffer();
  return answer.status;
}
