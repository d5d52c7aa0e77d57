import { expect, test } from 'vitest';
import { answerConsent, showConsent } from './consent.ts';
import type { PagesDoor } from './door.ts';
import { render } from './html.ts';

const mara = { id: 'u1', slug: 'mara-lind', name: 'Mara Lind', email: 'mara@example.com' };
const door = {
  people: () => [mara],
  findPerson: (slug: string) => (slug === mara.slug ? mara : undefined),
  authorize: {
    check: (query: URLSearchParams) =>
      query.get('client_id') === 'known'
        ? {
            ok: true,
            request: {
              application: { name: '<Northwind>' },
              redirectUri: 'https://app.example.com/back',
              scopes: (query.get('scope') ?? '').split(' ').filter(Boolean),
              state: query.get('state'),
              codeChallenge: null,
            },
          }
        : { ok: false, reason: 'unknown_client', words: 'No application has this Client ID.' },
    allow: (_request: unknown, userId: string, scopes: string[]) => `allowed ${userId} ${scopes}`,
    deny: () => 'denied',
  },
} as unknown as PagesDoor;

const form = (fields: string) => answerConsent(door, new URLSearchParams(`client_id=known&${fields}`));

test('the form as the pages send it, and as the contract says it', () => {
  const ours = 'requested=users:read+event_types:read&scope=users:read&user=mara-lind&decision=allow';
  expect(form(ours)).toMatchObject({
    outcome: { redirect: 'allowed u1 users:read', status: 302 },
    person: mara,
  });
  const bare = 'scope=users:read&scope=event_types:read&user=u1&decision=allow';
  expect(form(bare)).toMatchObject({ outcome: { redirect: 'allowed u1 users:read,event_types:read' } });
});

test('no more is granted than was asked for', () => {
  const more = 'requested=users:read&scope=users:read&scope=webhooks:write&user=u1&decision=allow';
  expect(form(more)).toMatchObject({ outcome: { redirect: 'allowed u1 users:read' } });
});

test('a no needs neither person nor permission', () => {
  expect(form('decision=deny')).toMatchObject({ outcome: { redirect: 'denied' } });
});

test('a yes without a person or a permission comes back with words', () => {
  expect(form('scope=users:read&decision=allow')).toMatchObject({ outcome: { status: 422 } });
  expect(form('requested=users:read&user=u1&decision=allow')).toMatchObject({ outcome: { status: 422 } });
});

test('what must not be redirected is told on a page, and a stranger’s name is only text', () => {
  const refused = showConsent(door, new URLSearchParams('client_id=other'), undefined);
  expect(refused).toMatchObject({ status: 400 });
  const shown = showConsent(door, new URLSearchParams('client_id=known&scope=users:read'), 'mara-lind');
  if (shown === 'nothing here' || !('page' in shown)) throw new Error('expected a page');
  const text = render(shown.page.main);
  expect(text).toContain('&lt;Northwind&gt;');
  expect(text).not.toContain('<Northwind>');
  expect(text).toContain('data-testid="consent-person-mara-lind"');
});
