/** Every flow that a secret goes through, and every error on the way that might tell one. */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  Account,
  AccountDetail,
  ApiScope,
  AuthorizationStart,
  Connection,
  CreatedApiKey,
  Delivery,
  Page,
} from '../../../sdk/types.ts';
import type { Person } from '../../support/emulator-control.ts';
import { sign } from '../../support/heart.ts';
import { until } from '../../support/until.ts';
import { rawBody, type Visitor } from '../../support/visitor.ts';
import type { World } from './world.ts';

/** Asks now and then, since every answer is kept. */
function patiently(what: string, ask: () => Promise<boolean>): Promise<boolean> {
  return until(what, async () => (await ask()) || pause(150, false), 120_000);
}

/** Signs that programs like to write otherwise. */
const awkward = () => `${randomBytes(9).toString('base64')}"\\/+%é ${randomBytes(9).toString('base64url')}`;

export async function drive(world: World, say: (line: string) => void): Promise<void> {
  const { operator, connection, program, people, accountId: first } = await driveOne(world);
  const second = await connectByOperator(world, operator, connection, people[1]!);
  say('two people connected');
  await book(world, operator, people[0]!, first);
  await program.get(`/api/v1/accounts/${first}/calendly/users/me`);
  await program.post(`/api/v1/accounts/${first}/calendly/scheduled_events/none/cancellation`, {
    reason: 'x',
  });
  await readAll(world, operator, first);
  await mistakes(world, operator, connection, first);
  say('everything was read, and mistakes made');
  await deliverWrongly(world, operator);
  await loseAnswers(world, operator, people[1]!, second);
  await world.command('keys', 'status');
  await world.command('doctor');
  world.lookAtProcesses();
  await operator.post(`/api/v1/accounts/${first}/disconnect`, {});
  await until(
    'that the first is disconnected',
    async () => {
      const { body } = await operator.get<AccountDetail>(`/api/v1/accounts/${first}`);
      return body.status.state === 'disconnected';
    },
    60_000,
  );
  await operator.send('DELETE', '/api/v1/session');
}

/** Every secret that is sealed, through the first of its flows. */
export async function driveOne(world: World) {
  const operator = await signIn(world);
  const connection = await addConnection(world, operator);
  const program = await addKey(world, operator);
  const people = await world.emulator.people();
  const accountId = await connectByLink(world, operator, connection, people[0]!);
  await renew(world, operator, people[0]!, accountId);
  await connectByToken(world, operator, connection, people[2]!);
  return { operator, connection, program, people, accountId };
}

async function signIn(world: World): Promise<Visitor> {
  const said = await world.command('tenant', 'create', '--name', 'Canary');
  const [, secret = ''] = /sign-in#(\S+)/.exec(said) ?? [];
  world.learn('sign-in link', secret);
  const operator = world.visitor();
  const { status } = await operator.signIn(secret);
  if (status !== 201) throw new Error(`the sign-in was answered ${status}: ${said}`);
  await operator.signIn(secret);
  return operator;
}

async function addConnection(world: World, operator: Visitor): Promise<Connection> {
  const application = await world.emulator.createApplication(`${world.url}/oauth/calendly/callback`);
  world.learn('client secret', application.client_secret);
  const webhookSigningKey = awkward();
  world.learn('webhook key', webhookSigningKey);
  const { body, status } = await operator.post<Connection>('/api/v1/connections', {
    type: 'calendly',
    name: 'Canary',
    clientId: application.client_id,
    clientSecret: application.client_secret,
    options: { webhookSigningKey },
  });
  if (status !== 201) throw new Error(`the connection was answered ${status}`);
  const later = awkward();
  world.learn('webhook key', later);
  const path = `/api/v1/connections/${body.id}`;
  await operator.send('PATCH', path, { options: { webhookSigningKey: later } });
  await operator.post(`${path}/test`, {});
  const wrong = awkward();
  world.learn('client secret', wrong);
  await operator.send('PATCH', path, { clientSecret: wrong });
  await operator.post(`${path}/test`, {});
  await operator.send('PATCH', path, { clientSecret: application.client_secret });
  await operator.post(`${path}/test`, {});
  return body;
}

async function addKey(world: World, operator: Visitor): Promise<Visitor> {
  const scopes: ApiScope[] = ['meetings:read', 'accounts:read', 'calendly:call'];
  const once = { 'idempotency-key': randomUUID() };
  const made = await operator.post<CreatedApiKey>('/api/v1/api-keys', { name: 'canary', scopes }, once);
  world.learn('API key', made.body.key);
  await operator.post('/api/v1/api-keys', { name: 'canary', scopes }, once);
  await operator.post('/api/v1/api-keys', { name: 'another', scopes }, once);
  const program = world.visitor({ authorization: `Bearer ${made.body.key}` });
  await program.get('/api/v1/accounts');
  await program.get('/api/v1/connections');
  await world.visitor({ authorization: `Bearer ${made.body.key}x` }).get('/api/v1/accounts');
  return program;
}

async function connectByLink(
  world: World,
  operator: Visitor,
  connection: Connection,
  person: Person,
): Promise<string> {
  const user = await operator.post<Account>('/api/v1/users/one/accounts', { connectionId: connection.id });
  const link = await operator.post<{ url: string }>(`/api/v1/accounts/${user.body.id}/link`, {});
  const { pathname } = new URL(link.body.url);
  world.learn('connect link', pathname.split('/').at(-1));
  const browser = world.visitor({});
  await browser.get(pathname);
  const { location } = await browser.send('POST', pathname, undefined, { 'sec-fetch-site': 'same-origin' });
  await consent(world, browser, location!, person);
  await browser.get(pathname);
  await browser.get(`${pathname}/progress`);
  await browser.get('/connect/done');
  await untilReady(operator, user.body.id);
  return user.body.id;
}

async function connectByOperator(
  world: World,
  operator: Visitor,
  connection: Connection,
  person: Person,
): Promise<string> {
  const user = await operator.post<Account>('/api/v1/users/two/accounts', { connectionId: connection.id });
  const path = `/api/v1/accounts/${user.body.id}/connect`;
  const declined = await operator.post<AuthorizationStart>(path, {});
  const no = await world.emulator
    .consent(declined.body.authorizationUrl, person.id, { allow: false })
    .catch(() => undefined);
  if (no) await operator.get(no);
  const begun = await operator.post<AuthorizationStart>(path, {});
  await consent(world, operator, begun.body.authorizationUrl, person);
  await untilReady(operator, user.body.id);
  return user.body.id;
}

/** One that Calendly refuses first, then one that it takes, which is deleted there. */
async function connectByToken(
  world: World,
  operator: Visitor,
  connection: Connection,
  { id: user }: Person,
): Promise<void> {
  const prepared = await operator.post<Account>('/api/v1/users/three/accounts', {
    connectionId: connection.id,
  });
  const { id } = prepared.body;
  const enter = (token: string) => {
    world.learn('personal token', token);
    return operator.post(`/api/v1/accounts/${id}/personal-access-token`, { token });
  };
  await enter(awkward());
  await enter(randomBytes(32).toString('base64url'));
  const { token } = await world.emulator.send<{ token: string }>('POST', '/personal-tokens', { user });
  const { status } = await enter(token);
  if (status !== 200) throw new Error(`the personal access token was answered ${status}`);
  await untilReady(operator, id);
  await world.emulator.send('POST', '/personal-tokens/delete', { user });
  await operator.post(`/api/v1/accounts/${id}/test`, {});
}

/** Twice, since the second time is an error that knows the same code. */
async function consent(
  world: World,
  browser: Visitor,
  authorizationUrl: string,
  person: Person,
): Promise<void> {
  world.learn('state', new URL(authorizationUrl).searchParams.get('state'));
  const back = await world.emulator.consent(authorizationUrl, person.id);
  world.learn('code', new URL(back).searchParams.get('code'));
  const { location } = await browser.get(back);
  if (location) await browser.get(location);
  await browser.get(back);
}

async function untilReady(operator: Visitor, id: string): Promise<void> {
  await until(
    'a subscription and a backfill',
    async () => {
      const { subscription, backfill } = (await operator.get<AccountDetail>(`/api/v1/accounts/${id}`)).body;
      return subscription?.state === 'active' && backfill?.state === 'done';
    },
    60_000,
  );
}

async function book(world: World, operator: Visitor, person: Person, accountId: string): Promise<void> {
  const count = async () =>
    (await operator.get<Page<Delivery>>(`/api/v1/deliveries?accountId=${accountId}`)).body.items.length;
  const before = await count();
  await world.emulator.send('POST', '/book', { event_type: `${person.slug}/${person.event_types[0]!.slug}` });
  await patiently('a delivery', async () => (await count()) > before);
}

async function renew(world: World, operator: Visitor, person: Person, accountId: string): Promise<void> {
  await world.emulator.send('POST', '/expire', { user: person.id });
  await operator.post(`/api/v1/accounts/${accountId}/test`, {});
  await operator.post(`/api/v1/accounts/${accountId}/test`, {});
}

/** Every operation that reads, and the pages. */
async function readAll(world: World, operator: Visitor, accountId: string): Promise<void> {
  const { body } = await operator.get<{ paths: Record<string, object> }>('/api/v1/openapi.json');
  const firstOf = async (path: string) => (await operator.get<Page<{ id: string }>>(path)).body.items[0]?.id;
  const ids: Record<string, string | undefined> = {
    accounts: accountId,
    connections: '1',
    deliveries: await firstOf('/api/v1/deliveries'),
    meetings: await firstOf('/api/v1/meetings'),
    users: 'one',
  };
  for (const [path, operations] of Object.entries(body.paths)) {
    if (!('get' in operations)) continue;
    const kind = path.split('/')[3] ?? '';
    await operator.get(path.replace(/\{\w+\}/, ids[kind] ?? 'none').replace('*', 'users/me'));
  }
  for (const page of [
    '/',
    '/connections',
    '/connections/1',
    `/accounts/${accountId}`,
    '/settings',
    '/livez',
    '/readyz',
  ]) {
    await operator.get(page);
  }
  await world.visitor({}).get('/api/v1/accounts');
}

/** Secrets where they do not belong, so that an error would tell them. */
async function mistakes(
  world: World,
  operator: Visitor,
  { id }: Connection,
  accountId: string,
): Promise<void> {
  const clientSecret = awkward();
  world.learn('client secret', clientSecret);
  const path = '/api/v1/connections';
  const good = { type: 'calendly', name: 'x', clientId: 'x', clientSecret };
  await operator.post(path, { ...good, clientSecret: { value: clientSecret } });
  await operator.post(path, { ...good, clientSecret: [clientSecret] });
  await operator.post(path, { ...good, id: clientSecret });
  await operator.post(path, { ...good, name: '' });
  await operator.post(path, { ...good, options: { webhookSigningKey: 7, clientSecret } });
  await operator.post(path, { ...good, id });
  await operator.post(
    path,
    rawBody(`{"clientSecret": "${clientSecret.replace(/["\\]/g, '')}`, 'application/json'),
  );
  await operator.post(
    path,
    rawBody(`clientSecret=${encodeURIComponent(clientSecret)}`, 'application/x-www-form-urlencoded'),
  );
  await operator.post(`/api/v1/accounts/${accountId}/connect`, {
    returnTo: 'https://foreign.example.com',
    clientSecret,
  });
  await operator.get('/oauth/calendly/callback?state=wrong&code=wrong');
}

/** To an address that nobody has, and to a true one with the wrong key, until it is kept. */
async function deliverWrongly(world: World, operator: Visitor): Promise<void> {
  const addresses = world.canaries.filter(({ kind }) => kind === 'delivery address');
  const body = Buffer.from('{"event":"invitee.created","payload":{}}');
  const anybody = world.visitor({});
  for (const token of ['none', ...addresses.map(({ value }) => value)]) {
    for (let times = 0; times < 4; times++) {
      const signature = { 'calendly-webhook-signature': sign('a wrong key', body) };
      const raw = rawBody(body.toString(), 'application/json');
      await anybody.send('POST', `/api/calendly/webhook/${token}`, raw, signature);
    }
  }
  await operator.get('/api/v1/deliveries');
}

/** A renewal whose answer cannot be read, and one that is refused. */
async function loseAnswers(
  world: World,
  operator: Visitor,
  person: Person,
  accountId: string,
): Promise<void> {
  for (const fault of [
    { operation: 'users.me', kind: 'status', status: 500, count: 1 },
    { operation: 'oauth.refresh', kind: 'malformed' },
  ]) {
    await world.emulator.send('POST', '/faults', fault).catch(() => undefined);
  }
  await renew(world, operator, person, accountId);
  await world.emulator.send('DELETE', '/faults');
  await world.emulator.send('POST', '/revoke', { user: person.id });
  await operator.post(`/api/v1/accounts/${accountId}/test`, {});
}
