import fc from 'fast-check';
import { expect, test } from 'vitest';
import { covers, missingScopes, presets, resolveScopes, type Scope, scopes } from './scopes.ts';
import { scopeOfTopic, topicsWanted } from './topics.ts';

test('what is granted covers itself, writing covers reading, and reading never writing', () => {
  fc.assert(
    fc.property(fc.subarray([...scopes]), fc.constantFrom(...scopes), (granted, wanted) => {
      const expected =
        granted.includes(wanted) || granted.includes(wanted.replace(':read', ':write') as Scope);
      expect(covers(granted, wanted)).toBe(expected);
      expect(missingScopes(granted, [wanted])).toEqual(expected ? [] : [wanted]);
    }),
  );
});

test('a token from before there were scopes may do everything', () => {
  expect(missingScopes(['default'], scopes)).toEqual([]);
});

test('the presets are what the documents ask for, in Calendly’s own names', () => {
  const names = (...wanted: string[]) => new Set<string>(resolveScopes(wanted).scopes);
  expect(new Set(presets['read-only'])).toEqual(names('schema.bases:read', 'data.records:read'));
  expect(new Set(presets.write)).toEqual(names('read-only', 'data.records:write'));
  expect(new Set(presets.webhooks)).toEqual(names('read-only', 'webhook:manage'));
  expect(new Set(presets.full)).toEqual(names('write', 'webhooks'));
});

test('names are resolved once each, and what is none is named', () => {
  const { scopes: found, unknown } = resolveScopes([
    'users:read',
    'schema.bases:read',
    'invitees:read',
    '__proto__',
    'toString',
  ]);
  expect(found).toEqual(['users:read', 'organizations:read', 'event_types:read']);
  expect(unknown).toEqual(['invitees:read', '__proto__', 'toString']);
});

test('a subscription carries every topic whose scope was granted, and no other', () => {
  fc.assert(
    fc.property(fc.subarray([...scopes]), (granted) => {
      const topics = topicsWanted(granted);
      const may = granted.includes('webhooks:write');
      for (const topic of topics) expect(covers(granted, scopeOfTopic(topic)!)).toBe(true);
      expect(topics.includes('invitee.created')).toBe(may && covers(granted, 'scheduled_events:read'));
      if (!may) expect(topics).toEqual([]);
    }),
  );
  expect(topicsWanted(scopes)).toHaveLength(13);
  expect(topicsWanted(scopes)).not.toContain('routing_form_submission.created');
  expect(topicsWanted(presets.webhooks)).toHaveLength(7);
});
