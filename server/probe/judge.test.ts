import { expect, test } from 'vitest';
import { configure } from './configure.ts';
import type { Evidence } from './evidence.ts';
import { judge, modesOf, questions } from './judge.ts';

const found = (evidence: Evidence, name: string) => judge(evidence).find((one) => one.name === name)!;

test('what was not seen stays open, and says why', () => {
  const findings = judge({});
  expect(findings.map(({ name }) => name)).toEqual(Object.keys(questions));
  expect(findings.every(({ value, seen }) => value === null && seen.length > 8)).toBe(true);
  expect(modesOf(findings)).toEqual({});
  const evidence = { retry: { unseen: 'A retry was skipped.' } };
  expect(found(evidence, 'retries_resigned')).toMatchObject({ value: null, seen: 'A retry was skipped.' });
});

test('a key that nobody knows is named only where the application’s is known', () => {
  const signedBy = (key: 'own' | 'application' | 'none' | 'unsigned', applicationKeyKnown: boolean) =>
    found({ signedBy: { key, applicationKeyKnown } }, 'oauth_signing_key');
  expect(signedBy('own', false).value).toBe('subscription');
  expect(signedBy('application', true).value).toBe('application');
  expect(signedBy('none', true).value).toBe('stranger');
  expect(signedBy('none', false)).toMatchObject({
    value: null,
    seen: expect.stringContaining('PROBE_SIGNING_KEY'),
  });
  expect(signedBy('unsigned', true)).toMatchObject({ value: null });
});

test.each<[string, Evidence, string | null]>([
  ['reschedule_order', { moves: ['canceled', 'canceled'] }, 'canceled_first'],
  ['reschedule_order', { moves: ['created'] }, 'created_first'],
  ['reschedule_order', { moves: ['created', 'canceled'] }, 'random'],
  ['reschedule_order', { moves: [] }, null],
  ['free_plan_hooks', { subscribing: { made: true, status: 201 } }, null],
  [
    'free_plan_hooks',
    { standing: { stage: 'paid', plan: 'teams', role: 'owner' }, subscribing: { made: true, status: 201 } },
    null,
  ],
  [
    'free_plan_hooks',
    { standing: { stage: 'free', plan: 'basic', role: 'owner' }, subscribing: { made: false, status: 500 } },
    null,
  ],
  ['hook_uniqueness', { sameAddress: true }, 'owner'],
  ['hook_uniqueness', { sameAddress: false }, null],
  ['hook_uniqueness', { sameAddress: false, sameAddressElsewhere: true }, 'organization'],
  ['hook_uniqueness', { sameAddress: false, sameAddressElsewhere: false }, 'anywhere'],
  ['most_subscriptions', { many: { stood: 11, refused: false } }, 'unlimited'],
  ['most_subscriptions', { many: { stood: 10, refused: true } }, 'ten'],
  ['most_subscriptions', { many: { stood: 7, refused: true } }, null],
  ['missing_read_scope', { unreadable: 400 }, '400'],
  ['missing_read_scope', { unreadable: null }, null],
  ['missing_read_scope', { unreadable: 422 }, null],
  ['invalid_grant_status', { reuse: { status: 401, worksAfter: true } }, '401'],
  ['invalid_grant_status', { reuse: { status: 403, worksAfter: true } }, null],
  ['refresh_reuse', { reuse: { status: 400, worksAfter: false } }, 'revoke_family'],
  ['refresh_reuse', { reuse: { status: null, worksAfter: true } }, null],
  ['after_recovery', { recovery: { during: false, after: false } }, null],
  ['after_recovery', { recovery: { during: true, after: true } }, 'kept'],
  ['limit_bucket', { takenByOthers: 0 }, 'application_and_user'],
  ['limit_bucket', { takenByOthers: 3 }, 'user'],
  ['limit_bucket', { takenByOthers: 1 }, null],
  ['free_invitees_limit', { freeBookings: 5 }, 'trial'],
  ['free_invitees_limit', { freeBookings: 2 }, null],
])('%s of %j is %j', (name, evidence, value) => {
  expect(found(evidence, name).value).toBe(value);
});

test('every value says what it means', () => {
  for (const { values, asks } of Object.values(questions)) {
    expect(asks).toMatch(/^[A-Z].*\?$/);
    for (const means of Object.values(values)) expect(means).toMatch(/^[A-Z].*\.$/);
  }
});

test('only a setting that the service reads is written, and nothing else of a file is touched', () => {
  const of = { tenant: 'demo', connectionId: 2 };
  const application = judge({ signedBy: { key: 'application', applicationKeyKnown: true } });
  const own = judge({ signedBy: { key: 'own', applicationKeyKnown: true } });
  const there = {
    tenant: 'north',
    connections: [
      { type: 'calendly', id: 1, name: 'One' },
      { type: 'calendly', id: 2, name: 'Two', options: { scopes: ['full'] } },
    ],
  };
  const webhookSigningKey = '$env.CALENDLY_SIGNING_KEY';
  expect(configure(there, of, own)).toEqual({ file: there, settings: [] });
  expect(configure(there, of, application).file).toEqual({
    tenant: 'north',
    connections: [
      there.connections[0],
      { type: 'calendly', id: 2, name: 'Two', options: { scopes: ['full'], webhookSigningKey } },
    ],
  });
  const { file } = configure(undefined, of, application);
  expect(file).toMatchObject({ tenant: 'demo', connections: [{ id: 2, options: { webhookSigningKey } }] });
});
