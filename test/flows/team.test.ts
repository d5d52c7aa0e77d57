/** The team of a tenant through HTTP: invited by link, roles, the last owner, browsers that are signed in. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  InvitedMember,
  Member,
  OpenSession,
  Page,
  Problem,
  Role,
  Session,
  SignInLink,
} from '../../sdk/types.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';
import { openWhole, type Whole } from '../support/whole.ts';

let whole: Awaited<ReturnType<typeof openWhole>>;
let service: Whole;
let owner: Visitor;

beforeAll(async () => {
  whole = await openWhole();
  ({ service } = whole);
  owner = service.operator;
});

afterAll(async () => {
  await whole?.close();
});

const members = async (by: Visitor) => (await by.get<Page<Member>>('/api/v1/members')).body.items;
const sessions = async (by: Visitor) => (await by.get<Page<OpenSession>>('/api/v1/sessions')).body.items;
const secretOf = (url: string) => new URL(url).hash.slice(1);
let made = 0;

async function invite(role: Role) {
  const email = `Ana-${++made}@Example.com`;
  const { status, body } = await owner.post<InvitedMember>('/api/v1/members', {
    name: 'Ana Ruiz',
    email,
    role,
  });
  expect(status).toBe(201);
  return body;
}

async function join({ link }: { link: SignInLink }, agent = 'curl/8'): Promise<Visitor> {
  const visitor = createVisitor(service.url, { 'x-slotwire-request': '1', 'user-agent': agent });
  expect((await visitor.signIn(secretOf(link.url))).status).toBe(201);
  return visitor;
}

test('somebody is invited by a link that is told once and works once', async () => {
  const invited = await invite('operator');
  expect(invited.email).toBe(`ana-${made}@example.com`);
  expect(invited.link.url).toMatch(new RegExp(`^${service.url}/sign-in#[\\w-]{43}$`));
  const [listed] = (await members(owner)).filter(({ id }) => id === invited.id);
  expect(listed).toMatchObject({ signedInAt: null, linkEndsAt: invited.link.expiresAt, role: 'operator' });
  const ana = await join(invited);
  expect((await ana.get<Session>('/api/v1/session')).body.member).toMatchObject({ id: invited.id });
  const again = await createVisitor(service.url).signIn(secretOf(invited.link.url));
  expect(again).toMatchObject({ status: 401, body: { code: 'link_used_or_ended' } });
  const [now] = (await members(owner)).filter(({ id }) => id === invited.id);
  expect(now!.signedInAt).not.toBeNull();
  expect(now!.linkEndsAt).toBeNull();
});

test('the same email is refused at its field, and a new link ends the one before', async () => {
  const invited = await invite('viewer');
  const same = { name: 'Other', email: invited.email.toUpperCase(), role: 'owner' };
  expect(await owner.post<Problem>('/api/v1/members', same)).toMatchObject({
    status: 409,
    body: { code: 'member_is_there', fields: [{ path: 'email' }] },
  });
  const next = await owner.post<SignInLink>(`/api/v1/members/${invited.id}/link`);
  expect((await createVisitor(service.url).signIn(secretOf(invited.link.url))).status).toBe(401);
  await join({ link: next.body });
});

test.each([
  [{ name: ' ', email: 'a@example.com', role: 'viewer' }, 'name'],
  [{ name: 'A', email: 'nobody', role: 'viewer' }, 'email'],
  [{ name: 'A', email: 'a@example.com', role: 'admin' }, 'role'],
])('%j is refused', async (wrong, path) => {
  const { status, body } = await owner.post<Problem>('/api/v1/members', wrong);
  expect({ status, path: body.fields?.[0]?.path }).toEqual({ status: 422, path });
});

test('operators and viewers see the team and change nothing in it; a role counts with the next request', async () => {
  const invited = await invite('viewer');
  const ana = await join(invited);
  expect((await members(ana)).length).toBeGreaterThan(1);
  const wanted = { name: 'X', email: 'x@example.com', role: 'owner' };
  for (const role of ['viewer', 'operator'] as const) {
    await owner.send('PATCH', `/api/v1/members/${invited.id}`, { role });
    for (const [method, path, body] of [
      ['POST', '/api/v1/members', wanted],
      ['POST', `/api/v1/members/${invited.id}/link`, undefined],
      ['PATCH', `/api/v1/members/${invited.id}`, { role: 'owner' }],
      ['DELETE', `/api/v1/members/${invited.id}`, undefined],
    ] as const) {
      expect(await ana.send<Problem>(method, path, body), `${role} ${method} ${path}`).toMatchObject({
        status: 403,
        body: { code: 'not_allowed', detail: 'It needs an owner.' },
      });
    }
  }
  expect((await ana.get('/api/v1/audit')).status).toBe(200);
  await owner.send('PATCH', `/api/v1/members/${invited.id}`, { role: 'viewer' });
  expect((await ana.get('/api/v1/audit')).status).toBe(403);
});

test('a viewer sees how the end users’ pages look and where they lead, and changes neither', async () => {
  const ana = await join(await invite('viewer'));
  for (const part of ['return-addresses', 'connect-page', 'connect-page/preview']) {
    expect((await ana.get(`/api/v1/settings/${part}`)).status, part).toBe(200);
  }
  const look = { name: 'X', color: null };
  expect((await ana.send('PUT', '/api/v1/settings/connect-page', look)).status).toBe(403);
  expect((await ana.send('PUT', '/api/v1/settings/return-addresses', { addresses: [] })).status).toBe(403);
});

test('who is removed is signed out with the next request, everywhere', async () => {
  const invited = await invite('owner');
  const ana = await join(invited);
  expect((await owner.send('DELETE', `/api/v1/members/${invited.id}`)).status).toBe(204);
  expect(await ana.get<Problem>('/api/v1/session')).toMatchObject({ status: 401 });
  expect((await owner.send('DELETE', `/api/v1/members/${invited.id}`)).status).toBe(404);
});

test('the last owner stays, also when both go at the same moment', async () => {
  const self = (await owner.get<Session>('/api/v1/session')).body.member.id;
  for (const refused of [
    await owner.send('DELETE', `/api/v1/members/${self}`),
    await owner.send('PATCH', `/api/v1/members/${self}`, { role: 'viewer' }),
  ]) {
    expect(refused).toMatchObject({ status: 409, body: { code: 'last_owner' } });
  }
  const invited = await invite('owner');
  const other = await join(invited);
  const both = await Promise.all([
    owner.send('PATCH', `/api/v1/members/${invited.id}`, { role: 'viewer' }),
    other.send('PATCH', `/api/v1/members/${self}`, { role: 'viewer' }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, expect.toBeOneOf([403, 409])]);
  const owners = (await members(owner)).filter(({ role }) => role === 'owner');
  expect(owners.length).toBe(1);
  const left = owners[0]!.id === self ? owner : other;
  for (const id of [self, invited.id]) await left.send('PATCH', `/api/v1/members/${id}`, { role: 'owner' });
});

test('each sees their own browsers, an owner everybody’s; signed out, one ends at once', async () => {
  const invited = await invite('operator');
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
  const ana = await join(invited, firefox);
  const link = await owner.post<SignInLink>(`/api/v1/members/${invited.id}/link`);
  const second = await join({ link: link.body });
  const own = await sessions(ana);
  expect(own.map(({ browser, current, how }) => ({ browser, current, how }))).toEqual([
    { browser: 'curl', current: false, how: 'link' },
    { browser: 'Firefox on Linux', current: true, how: 'link' },
  ]);
  expect(own[0]!.address).toMatch(/127\.0\.0\.1|::1/);
  const all = await sessions(owner);
  expect(new Set(all.map(({ member }) => member.id)).size).toBeGreaterThan(1);
  const ofOwner = all.find(({ current }) => current)!;
  expect((await ana.send('DELETE', `/api/v1/sessions/${ofOwner.id}`)).status).toBe(404);
  expect((await ana.get(`/api/v1/sessions?memberId=${ofOwner.member.id}`)).status).toBe(403);
  expect((await ana.send('DELETE', `/api/v1/sessions/${own[0]!.id}`)).status).toBe(204);
  expect((await second.get('/api/v1/session')).status).toBe(401);
  expect((await owner.send('DELETE', `/api/v1/sessions/${own[1]!.id}`)).status).toBe(204);
  expect((await ana.get('/api/v1/session')).status).toBe(401);
});

test('a browser may be signed in to several tenants, and each request says which it means', async () => {
  const browser = createVisitor(service.url);
  await browser.signIn(await service.inviteTo('acme'));
  await browser.signIn(await service.inviteTo('acme-live'));
  const at = (tenant: string) => ({ 'x-slotwire-tenant': tenant });
  for (const [slug, other] of [
    ['acme', 'acme-live'],
    ['acme-live', 'acme'],
  ] as const) {
    const { body } = await browser.send<Session>('GET', '/api/v1/session', undefined, at(slug));
    expect(body.tenant.slug).toBe(slug);
    expect(body.others.map((each) => each.slug)).toEqual([other]);
    expect((await browser.get<string>(`/api/v1/live?tenant=${slug}`)).status).toBe(200);
  }
  const wanted = { type: 'calendly', name: 'Demo', clientId: 'a', clientSecret: 'b' };
  const post = (headers: Record<string, string>) => browser.post('/api/v1/connections', wanted, headers);
  expect((await post({})).status).toBe(401);
  expect((await post(at('demo'))).status).toBe(401);
  expect((await post(at('acme'))).status).toBe(201);
  expect((await browser.send('DELETE', '/api/v1/session', undefined, at('acme'))).status).toBe(204);
  expect((await browser.get<Session>('/api/v1/session')).body).toMatchObject({
    tenant: { slug: 'acme-live' },
    others: [],
  });
});
