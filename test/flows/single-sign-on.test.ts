/** Single sign-on, against a real provider on this machine: who is let in, as whom, and what is refused. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InvitedMember, OpenSession, Page, Session, SignInWays } from '../../sdk/types.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import { type IssuerPerson, startIssuer, type TestIssuer } from '../support/issuer.ts';
import { freePort } from '../support/program.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';
import { startWhole, type Whole } from '../support/whole.ts';

let emulator: TestEmulator;
let held: TestDatabase;
let issuer: TestIssuer;
let service: Whole;

beforeAll(async () => {
  const port = await freePort();
  emulator = await startEmulator();
  held = await createTestDatabase();
  issuer = await startIssuer(`http://localhost:${port}/oauth/sign-in/callback`);
  service = await startWhole({
    database: held.database,
    emulator,
    port,
    environment: {
      OIDC_ISSUER: issuer.url,
      OIDC_CLIENT_ID: issuer.clientId,
      OIDC_CLIENT_SECRET: issuer.clientSecret,
      OIDC_DOMAINS: 'example.com, example.org',
      OIDC_NAME: 'Example',
    },
  });
  await service.signIn();
});

afterAll(async () => {
  await service?.stop();
  await issuer?.close();
  await held?.dispose();
  await emulator?.close();
});

const ana: IssuerPerson = { sub: 'ana', email: 'ana@example.com', email_verified: true };

async function invite(email: string): Promise<InvitedMember> {
  const wanted = { name: 'Ana Ruiz', email, role: 'operator' };
  return (await service.operator.post<InvitedMember>('/api/v1/members', wanted)).body;
}

/** Through the provider's own steps to our callback's address, not yet visited. */
async function atProvider(browser: Visitor, tenant = 'demo'): Promise<string> {
  const begun = await browser.get(`/oauth/sign-in?tenant=${tenant}`);
  expect(begun.status).toBe(302);
  const provider = createVisitor(issuer.url, {});
  let next = begun.location!;
  for (let steps = 0; steps < 10 && !next.startsWith(service.url); steps++) {
    const { location, status, body } = await provider.get(next);
    if (!location) throw new Error(`the provider answered ${status}: ${body}`);
    next = new URL(location, issuer.url).href;
  }
  return next;
}

async function signIn(person: IssuerPerson | undefined, tenant?: string) {
  issuer.sits(person);
  const browser = createVisitor(service.url);
  const back = await browser.get(await atProvider(browser, tenant));
  return { browser, location: back.location! };
}

test('the page learns that there is a button, and what it is called', async () => {
  const { body } = await createVisitor(service.url).get<SignInWays>('/api/v1/sign-in');
  expect(body).toEqual({ singleSignOn: { name: 'Example' } });
});

test('who was invited comes in as that member, and is known by the subject from then on', async () => {
  const invited = await invite('ana@example.com');
  const { browser, location } = await signIn({ ...ana, email: 'Ana@Example.com' });
  expect(location).toBe('/demo');
  const { body } = await browser.get<Session>('/api/v1/session');
  expect(body.member).toMatchObject({ id: invited.id, role: 'operator' });
  const sessions = await browser.get<Page<OpenSession>>('/api/v1/sessions');
  expect(sessions.body.items).toMatchObject([{ how: 'single_sign_on', current: true }]);
  const married = await signIn({ ...ana, email: 'ana.lind@example.com' });
  expect((await married.browser.get<Session>('/api/v1/session')).body.member.id).toBe(invited.id);
  const heir = await signIn({ sub: 'another', email: 'ana@example.com', email_verified: true });
  expect(heir.location).toBe('/sign-in?refused=not_a_member&tenant=demo');
});

test.each([
  ['nobody invited', { sub: 'x', email: 'stranger@example.com', email_verified: true }, 'demo'],
  [
    'with an email that is not theirs',
    { sub: 'y', email: 'mara@example.com', email_verified: false },
    'demo',
  ],
  ['of another domain', { sub: 'z', email: 'mara@example.net', email_verified: true }, 'demo'],
  ['to a tenant that is none', ana, 'none-such'],
])('who is %s is refused, and has no session', async (_why, person, tenant) => {
  const { browser, location } = await signIn(person, tenant);
  expect(location).toBe(`/sign-in?refused=not_a_member&tenant=${tenant}`);
  expect((await browser.get('/api/v1/session')).status).toBe(401);
});

test('who says no at the provider is not signed in', async () => {
  const { browser, location } = await signIn(undefined);
  expect(location).toBe('/sign-in?refused=single_sign_on_failed&tenant=demo');
  expect((await browser.get('/api/v1/session')).status).toBe(401);
});

test('what was begun ends in no other browser, with no other answer, and once', async () => {
  issuer.sits(ana);
  const browser = createVisitor(service.url);
  const address = await atProvider(browser);
  const victim = createVisitor(service.url);
  expect((await victim.get(address)).location).toBe('/sign-in?refused=single_sign_on_failed&tenant=');
  const begunElsewhere = createVisitor(service.url);
  await begunElsewhere.get('/oauth/sign-in?tenant=demo');
  const crossed = await begunElsewhere.get(address);
  expect(crossed.location).toBe('/sign-in?refused=single_sign_on_failed&tenant=demo');
  expect((await browser.get(address)).location).toBe('/demo');
  expect((await browser.get(address)).location).toBe('/sign-in?refused=single_sign_on_failed&tenant=');
});

test('after ten minutes it has ended', async () => {
  issuer.sits(ana);
  const browser = createVisitor(service.url);
  const address = await atProvider(browser);
  await service.advance(601);
  expect((await browser.get(address)).location).toBe('/sign-in?refused=single_sign_on_failed&tenant=');
});

test('what the browser keeps meanwhile tells nothing', async () => {
  const browser = createVisitor(service.url);
  const { location } = await browser.get('/oauth/sign-in?tenant=demo');
  const asked = new URL(location!).searchParams;
  expect(asked.get('code_challenge_method')).toBe('S256');
  for (const name of ['state', 'nonce']) {
    expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
    expect(browser.cookie()).not.toContain(asked.get(name)!);
  }
});
