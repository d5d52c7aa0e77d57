/** Our own client of Calendly against the emulator: the two were written from the same facts, by different people. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../server/calendly/index.ts';
import { Secret } from '../../server/secret.ts';
import { connectCalendly } from '../support/answering-server.ts';
import {
  consent,
  mainScopes,
  redirectUri,
  startEmulator,
  type TestEmulator,
  verifier,
} from '../support/emulator.ts';

let emulator: TestEmulator;
let calendly: ReturnType<typeof connectCalendly>;

beforeAll(async () => {
  emulator = await startEmulator();
  calendly = connectCalendly(emulator.url);
});
afterAll(async () => {
  await calendly.close();
  await emulator.close();
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test('a connect, a look around, a subscription, and the end', async () => {
  const application = await emulator.createApplication(redirectUri);
  const client = { clientId: application.client_id, clientSecret: new Secret(application.client_secret) };
  const code = await consent(emulator, application, 'mara-lind');
  const first = await calendly.oauth.exchange(client, { code, verifier: new Secret(verifier), redirectUri });
  expect(first.scopes).toEqual(mainScopes.split(' '));
  const tokens = await calendly.oauth.refresh(client, first.refreshToken);
  const caller: Caller = {
    accessToken: tokens.accessToken,
    clientId: client.clientId,
    userUri: tokens.ownerUri,
    purpose: 'live',
  };
  const user = await calendly.currentUser(caller);
  expect(user).toMatchObject({ uri: tokens.ownerUri, slug: 'mara-lind' });

  const { items, next } = await calendly.scheduledEvents.page(caller, { user: user.uri, count: 5 });
  expect([items.length, typeof next]).toEqual([5, 'string']);
  const eventId = items[0]!.uri.split('/').at(-1)!;
  expect(await calendly.scheduledEvents.get(caller, eventId)).toEqual(items[0]);
  const [invitee] = await all(calendly.scheduledEvents.invitees(caller, eventId));
  const inviteeId = invitee!.uri.split('/').at(-1)!;
  expect(await calendly.scheduledEvents.invitee(caller, eventId, inviteeId)).toEqual(invitee);

  const wanted = {
    url: new Secret('https://hooks.example.com/a'),
    events: ['invitee.created'],
    organization: tokens.organizationUri,
    scope: 'user' as const,
    user: user.uri,
    signingKey: new Secret('key'),
  };
  const subscription = await calendly.webhookSubscriptions.create(caller, wanted);
  const id = subscription.uri.split('/').at(-1)!;
  await expect(calendly.webhookSubscriptions.create(caller, wanted)).rejects.toMatchObject({
    kind: 'conflict',
  });
  expect(await calendly.webhookSubscriptions.get(caller, id)).toEqual(subscription);
  const of = { organization: tokens.organizationUri, scope: 'user', user: user.uri };
  expect(await all(calendly.webhookSubscriptions.list(caller, of))).toEqual([subscription]);
  await calendly.webhookSubscriptions.delete(caller, id);
  await calendly.webhookSubscriptions.delete(caller, id);

  expect(await calendly.oauth.introspect(client, tokens.refreshToken)).toEqual({
    active: true,
    owner: user.uri,
    organization: tokens.organizationUri,
  });
  await calendly.oauth.revoke(client, tokens.refreshToken);
  expect(await calendly.oauth.introspect(client, tokens.refreshToken)).toEqual({ active: false });
  await expect(calendly.currentUser(caller)).rejects.toMatchObject({ kind: 'unauthorized' });
  await expect(calendly.oauth.refresh(client, tokens.refreshToken)).rejects.toMatchObject({
    kind: 'invalid_grant',
  });
});
