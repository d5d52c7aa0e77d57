import { expect, test } from 'vitest';
import { connectionChanges, newConnection } from './fields.ts';

const good = { type: 'calendly', name: 'Northwind staging', clientId: 'id', clientSecret: 'secret' };

function complaints(input: unknown, schema = newConnection as { safeParse: typeof newConnection.safeParse }) {
  const parsed = schema.safeParse(input);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('the five properties are taken, trimmed', () => {
  const parsed = newConnection.parse({ ...good, name: '  Züri 🐎 ', id: 7, clientSecret: 'secret\n' });
  expect(parsed).toEqual({ ...good, name: 'Züri 🐎', id: 7 });
});

test.each([
  [{ type: undefined }, 'type: Say which service this connects: `calendly`.'],
  [{ type: 'Calendly' }, 'type: Write it in small letters: `calendly`.'],
  [{ type: 'google' }, 'type: Only `calendly` can be connected.'],
  [{ id: 0 }, 'id: Ids begin at 1.'],
  [{ id: -3 }, 'id: Ids begin at 1.'],
  [{ id: 1.5 }, 'id: 1.5 is a decimal. An id is a whole number from 1, or left out.'],
  [{ id: '1' }, 'id: An id is a whole number from 1, or left out.'],
  [{ name: undefined }, 'name: Give it a name your team will recognise.'],
  [{ name: '' }, 'name: Give it a name your team will recognise.'],
  [{ name: ' \t ' }, 'name: Spaces alone are no name. Give it a name your team will recognise.'],
  [{ name: 'x'.repeat(101) }, 'name: 101 characters. 100 fit.'],
  [{ name: '🐎'.repeat(101) }, 'name: 101 characters. 100 fit.'],
  [{ clientId: ' ' }, 'clientId: Paste the Client ID from Calendly’s developer console.'],
  [
    { options: { scopes: ['invitees:read'] } },
    'options.scopes.0: Calendly has no scope “invitees:read”, and it is no preset. `GET /api/v1/scopes` lists them.',
  ],
  [
    { options: { scopes: ['users:read'] } },
    'options.scopes: Meetings cannot be read without scheduled_events:read; the preset `read-only` has them.',
  ],
  [
    { options: { environment: 'test' } },
    'options.environment: One of development, staging, production, or left out.',
  ],
  [{ clientId: '' }, 'clientId: Paste the Client ID from Calendly’s developer console.'],
  [
    { clientSecret: undefined },
    'clientSecret: Paste the Client secret. Calendly shows it once; if it is lost, make a new one there.',
  ],
])('%j is refused in words of its own', (wrong, complaint) => {
  expect(complaints({ ...good, ...wrong })).toEqual([complaint]);
});

test('a hundred characters fit, however many bytes they take', () => {
  expect(complaints({ ...good, name: '🐎'.repeat(100) })).toEqual([]);
});

test('every wrong field is named at once, and an unknown one too', () => {
  expect(complaints({ type: 'x', name: '', clientId: '', clientSecret: '', colour: 'red' })).toHaveLength(5);
});

test('the requirement’s names of scopes and presets become Calendly’s own', () => {
  const scopes = (names: string[]) =>
    newConnection.parse({ ...good, options: { scopes: names } }).options!.scopes;
  expect(scopes(['schema.bases:read', 'data.records:read'])).toEqual(scopes(['read-only']));
  expect(scopes(['full'])).toContain('webhooks:write');
});

test('changes take what changes', () => {
  expect(connectionChanges.parse({ name: 'New name' })).toEqual({ name: 'New name' });
  expect(connectionChanges.parse({ options: { webhookSigningKey: null } })).toBeDefined();
});
