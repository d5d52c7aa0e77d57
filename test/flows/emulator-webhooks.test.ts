/** What subscriptions are sent: the bytes, the signature, who gets what, and what becomes of those nobody answers. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { empty, startAnsweringServer } from '../support/answering-server.ts';
import {
  type Body,
  type Client,
  call,
  connect,
  received,
  redirectUri,
  startEmulator,
  type TestEmulator,
} from '../support/emulator.ts';
import { until } from '../support/until.ts';

type Receiver = Awaited<ReturnType<typeof startAnsweringServer>>;

let emulator: TestEmulator;
let receiver: Receiver;
let client: Client;
let tokens: Record<string, string>;

const key = 'a signing key';
const topics = ['invitee.created', 'invitee.canceled', 'invitee_no_show.created', 'invitee_no_show.deleted'];

beforeAll(async () => {
  emulator = await startEmulator();
  receiver = await startAnsweringServer();
});
afterAll(async () => {
  await emulator.close();
  await receiver.stop();
});
beforeEach(async () => {
  await emulator.send('POST', '/reset', {});
  client = await emulator.createApplication(redirectUri);
  tokens = await connect(emulator, client, 'mara-lind');
  receiver.answer(empty(200));
});

function subscribe(more: object = {}, who = tokens) {
  return call(emulator, who.access_token!, 'POST', '/webhook_subscriptions', {
    url: `${receiver.address}/a`,
    events: topics,
    organization: who.organization,
    user: who.owner,
    scope: 'user',
    signing_key: key,
    ...more,
  });
}
const book = (type = 'mara-lind/intro-call') =>
  emulator.send<{ invitee: { uri: string }; event: { uri: string } }>('POST', '/book', { event_type: type });
const state = async (created: { body: Body }) =>
  (await call(emulator, tokens.access_token!, 'GET', new URL(String(created.body.resource.uri)).pathname))
    .body.resource;
const advance = (seconds: number) => emulator.send('POST', '/clock', { advanceSeconds: seconds });

/** Waits until every attempt so far is written down. */
async function settled(attempts: number): Promise<void> {
  await until(`${attempts} attempts`, async () => {
    const { deliveries } = (await emulator.dump()) as unknown as { deliveries: { attempts: unknown[] }[] };
    return deliveries.flatMap((delivery) => delivery.attempts).length >= attempts;
  });
}

const eventsOf = (asked: Receiver['asked']) => asked.map(({ body }) => JSON.parse(body).event);

const inviteeKeys = [
  'cancel_url',
  'created_at',
  'email',
  'event',
  'first_name',
  'invitee_scheduled_by',
  'last_name',
  'name',
  'new_invitee',
  'no_show',
  'old_invitee',
  'payment',
  'questions_and_answers',
  'reconfirmation',
  'reschedule_url',
  'rescheduled',
  'routing_form_submission',
  'scheduled_event',
  'scheduling_method',
  'status',
  'text_reminder_number',
  'timezone',
  'tracking',
  'updated_at',
  'uri',
];
const scheduledEventKeys = [
  'created_at',
  'end_time',
  'event_guests',
  'event_memberships',
  'event_type',
  'invitees_counter',
  'location',
  'meeting_notes_html',
  'meeting_notes_plain',
  'name',
  'start_time',
  'status',
  'updated_at',
  'uri',
];
const trackingKeys = [
  'utm_campaign',
  'utm_source',
  'utm_medium',
  'utm_content',
  'utm_term',
  'salesforce_uuid',
];

test('a delivery is compact JSON with exactly the live keys in the live order', async () => {
  await subscribe();
  await book();
  const [created] = await received(receiver, 1);
  const body = JSON.parse(created!.body);
  expect(JSON.stringify(body)).toBe(created!.body);
  expect(Object.keys(body)).toEqual(['created_at', 'created_by', 'event', 'payload']);
  expect(body.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z$/);
  expect(body.created_by).toBe(tokens.owner);
  expect(Object.keys(body.payload)).toEqual(inviteeKeys);
  expect(Object.keys(body.payload.scheduled_event)).toEqual(scheduledEventKeys);
  expect(Object.keys(body.payload.tracking)).toEqual(trackingKeys);
  expect(Object.keys(body.payload.scheduled_event.invitees_counter)).toEqual(['total', 'active', 'limit']);
  expect(Object.keys(body.payload.scheduled_event.event_memberships[0])).toEqual([
    'user',
    'user_email',
    'user_name',
  ]);
  expect(created!.body.match(/"\d{4}-[^"]*"/g)!.every((time) => /\.\d{6}Z"$/.test(time))).toBe(true);
});

test('a canceled invitee carries the cancellation, on the event too when that is over', async () => {
  await subscribe();
  const { invitee } = await book();
  await emulator.send('POST', '/cancel', { invitee: invitee.uri, reason: 'Ill' });
  const [, canceled] = await received(receiver, 2);
  const { payload } = JSON.parse(canceled!.body);
  expect(Object.keys(payload)).toEqual(inviteeKeys.toSpliced(1, 0, 'cancellation'));
  expect(Object.keys(payload.scheduled_event)).toEqual(['cancellation', ...scheduledEventKeys]);
  expect(payload.cancellation).toEqual(payload.scheduled_event.cancellation);
  expect(payload.scheduled_event.invitees_counter).toEqual({ total: 1, active: 0, limit: 1 });
});

test('a delivery is signed with the subscription’s key over second and bytes, under the live headers', async () => {
  await subscribe();
  await book();
  const [{ headers, body }] = (await received(receiver, 1)) as [Receiver['asked'][number]];
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['calendly-webhook-signature']))!;
  expect(v1).toBe(createHmac('sha256', key).update(`${t}.${body}`).digest('hex'));
  expect(Number(t) * 1000).toBe(Date.parse(JSON.parse(body).created_at));
  expect(headers).toMatchObject({
    'user-agent': 'Calendly',
    accept: '*/*',
    'accept-encoding': 'gzip',
    'content-type': 'application/json',
  });
});

test('mode: the application’s key signs, also without a key of the subscription’s own', async () => {
  const signedBy = (asked: Receiver['asked'][number], candidate: string) => {
    const [, t, v1] = /t=(\d+),v1=(.*)/.exec(String(asked.headers['calendly-webhook-signature']))!;
    return v1 === createHmac('sha256', candidate).update(`${t}.${asked.body}`).digest('hex');
  };
  await subscribe({ signing_key: undefined });
  await book();
  expect(signedBy((await received(receiver, 1))[0]!, client.webhook_signing_key)).toBe(true);
  await emulator.send('POST', '/modes', { oauth_signing_key: 'application' });
  await subscribe({ url: `${receiver.address}/b` });
  receiver.answer(empty(200));
  await book();
  for (const asked of await received(receiver, 2))
    expect(signedBy(asked, client.webhook_signing_key)).toBe(true);
});

test('hosts’ subscriptions get their meetings, organizations’ get all, each its own copy', async () => {
  const ines = await connect(emulator, client, 'ines-carvalho');
  await subscribe();
  await subscribe({ url: `${receiver.address}/ines` }, ines);
  await subscribe({ url: `${receiver.address}/all`, scope: 'organization', user: undefined });
  await subscribe({ url: `${receiver.address}/none`, events: ['event_type.created'] }).catch(() => undefined);
  await book('theo-harbor/proposal-walk-through');
  const paths = (await received(receiver, 2)).map(({ url }) => url.pathname).toSorted();
  expect(paths).toEqual(['/all', '/ines']);
});

test('a reschedule sends two halves, in the order of the mode', async () => {
  await subscribe();
  for (const [mode, order] of [
    ['canceled_first', ['invitee.canceled', 'invitee.created']],
    ['created_first', ['invitee.created', 'invitee.canceled']],
  ] as const) {
    await emulator.send('POST', '/modes', { reschedule_order: mode });
    const { invitee } = await book();
    await received(receiver, 1);
    receiver.answer(empty(200));
    await emulator.send('POST', '/reschedule', { invitee: invitee.uri });
    expect(eventsOf(await received(receiver, 2))).toEqual(order);
    const halves = Object.fromEntries(
      receiver.asked.map(({ body }) => [JSON.parse(body).event, JSON.parse(body).payload]),
    );
    expect(halves['invitee.canceled'].new_invitee).toBe(halves['invitee.created'].uri);
    expect(halves['invitee.created'].old_invitee).toBe(halves['invitee.canceled'].uri);
    receiver.answer(empty(200));
  }
});

test('no-shows are told', async () => {
  await subscribe();
  const { invitee } = await book();
  await emulator.send('POST', '/no-show', { invitee: invitee.uri });
  await emulator.send('POST', '/no-show', { invitee: invitee.uri, marked: false });
  const [, marked, unmarked] = await received(receiver, 3);
  expect(Object.keys(JSON.parse(marked!.body).payload.no_show)).toEqual(['uri', 'created_at']);
  expect(JSON.parse(unmarked!.body).payload.no_show).toBeNull();
});

test('an address stands once in an organization, and nothing shows a key', async () => {
  const first = await subscribe();
  expect(first.status).toBe(201);
  expect(first.headers.get('location')).toBe(first.body.resource.uri);
  expect(Object.keys(first.body.resource).toSorted()).toEqual(Object.keys(first.body.resource));
  expect(Object.keys(first.body.resource)).toHaveLength(12);
  expect(first.text).not.toContain(key);
  const again = await subscribe({ scope: 'organization' });
  expect([again.status, again.text]).toEqual([
    409,
    '{"title":"Already Exists","message":"Hook with this url already exists"}',
  ]);
  expect(JSON.stringify(await emulator.dump())).not.toContain(key);
});

test('what a subscription may be is decided by words, scopes, role and plan', async () => {
  const ines = await connect(emulator, client, 'ines-carvalho');
  const narrow = await connect(emulator, client, 'ines-carvalho', 'users:read webhooks:write');
  const tried = async (more: object, who = tokens) => {
    const { status, body } = await subscribe({ url: `${receiver.address}/${Math.random()}`, ...more }, who);
    return [status, body.details?.[0]?.parameter ?? body.message];
  };
  expect(await tried({ scope: 'team' })).toEqual([400, 'scope']);
  expect(await tried({ events: ['invitee.moved'] })).toEqual([400, 'events']);
  expect(await tried({ events: ['routing_form_submission.created'] })).toEqual([400, 'events']);
  expect(await tried({ user: undefined })).toEqual([400, 'user']);
  expect(await tried({ url: 'http://example.com/' })).toEqual([400, 'url']);
  expect(await tried({}, narrow)).toEqual([400, 'events']);
  expect(await tried({ scope: 'organization' }, ines)).toEqual([403, 'You do not have permission']);
  expect(await tried({ user: tokens.owner }, ines)).toEqual([403, 'You do not have permission']);
  expect(await tried({ user: ines.owner })).toEqual([201, undefined]);
  await emulator.send('POST', '/plan', { user: 'mara-lind', stage: 'free' });
  expect(await tried({})).toEqual([201, undefined]);
  await emulator.send('POST', '/modes', { free_plan_hooks: 'refused' });
  expect(await tried({})).toEqual([403, 'Please upgrade to a paid Calendly account.']);
});

test('subscriptions are listed, read and deleted by those who may', async () => {
  const created = await subscribe();
  const ines = await connect(emulator, client, 'ines-carvalho');
  const query = `organization=${tokens.organization}&scope=user&user=${tokens.owner}`;
  const list = (who: Record<string, string>) =>
    call(emulator, who.access_token!, 'GET', `/webhook_subscriptions?${query}`);
  expect((await list(tokens)).body.collection).toEqual([created.body.resource]);
  expect((await list(ines)).status).toBe(403);
  const path = new URL(String(created.body.resource.uri)).pathname;
  expect((await call(emulator, ines.access_token!, 'DELETE', path)).status).toBe(403);
  expect((await call(emulator, tokens.access_token!, 'DELETE', path)).status).toBe(204);
  expect((await call(emulator, tokens.access_token!, 'GET', path)).status).toBe(404);
});

test('what fails is tried again with doubling pauses, signed anew, until it is taken', async () => {
  const created = await subscribe();
  receiver.answer(empty(302, { location: '/b' }));
  await book();
  await settled(1);
  expect(await state(created)).toMatchObject({ state: 'active', retry_started_at: expect.any(String) });
  for (const [pause, tries] of [
    [59, 1],
    [2, 2],
    [118, 2],
    [3, 3],
  ] as const) {
    await advance(pause);
    await settled(tries);
    expect(await received(receiver, tries)).toHaveLength(tries);
  }
  receiver.answer(empty(204));
  await advance(240);
  const [last] = await received(receiver, 1);
  await settled(4);
  const [, t] = /t=(\d+)/.exec(String(last!.headers['calendly-webhook-signature']))!;
  expect(Number(t) * 1000 - Date.parse(JSON.parse(last!.body).created_at)).toBeGreaterThan(400_000);
  expect((await state(created)).retry_started_at).toBeNull();
});

test('after a day without success the subscription is disabled and its queue dropped', async () => {
  await subscribe();
  receiver.answer(empty(500));
  await book();
  await settled(1);
  for (let tries = 2; tries <= 7; tries += 1) {
    await advance(4 * 3600);
    await settled(tries);
  }
  const [subscription] = (await emulator.dump()).subscriptions;
  expect(subscription).toMatchObject({ state: 'disabled', retryStartedAt: expect.any(String) });
  const before = receiver.asked.length;
  await book();
  await advance(86_400);
  expect(receiver.asked).toHaveLength(before);
  const { deliveries } = (await emulator.dump()) as unknown as { deliveries: { state: string }[] };
  expect(deliveries.map((delivery) => delivery.state)).toEqual(['dropped']);
});

test('a deleted subscription is sent nothing more', async () => {
  const created = await subscribe();
  receiver.answer(empty(500));
  await book();
  await settled(1);
  const path = new URL(String(created.body.resource.uri)).pathname;
  await call(emulator, tokens.access_token!, 'DELETE', path);
  await advance(86_400);
  expect(receiver.asked).toHaveLength(1);
});

test('mode: a retry keeps its signature, or renews the envelope', async () => {
  await subscribe();
  receiver.answer(empty(500));
  await emulator.send('POST', '/modes', { retries_resigned: 'no' });
  await book();
  await settled(1);
  await advance(61);
  const [first, second] = await received(receiver, 2);
  expect(second!.headers['calendly-webhook-signature']).toBe(first!.headers['calendly-webhook-signature']);
  expect(second!.body).toBe(first!.body);
  await settled(2);
  await emulator.send('POST', '/modes', { retries_resigned: 'yes', retry_created_at: 'renewed' });
  await advance(121);
  const third = (await received(receiver, 3))[2]!;
  expect(third.body).not.toBe(first!.body);
  expect(JSON.parse(third.body).payload).toEqual(JSON.parse(first!.body).payload);
  const [, t, v1] = /t=(\d+),v1=(.*)/.exec(String(third.headers['calendly-webhook-signature']))!;
  expect(v1).toBe(createHmac('sha256', key).update(`${t}.${third.body}`).digest('hex'));
});

test('mode: subscriptions end with the grant that made them', async () => {
  await emulator.send('POST', '/modes', { hooks_after_revoke: 'remove' });
  await subscribe();
  await emulator.send('POST', '/revoke', { user: 'mara-lind' });
  expect((await emulator.dump()).subscriptions).toEqual([]);
});
