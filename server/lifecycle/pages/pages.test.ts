import { expect, test } from 'vitest';
import { catalogue } from '../../errors.ts';
import type { Look } from './frame.ts';
import { disconnectedPage, disconnectingPage, disconnectPage, managePage } from './manage.ts';
import { connectedPage, endedPage, endingOf, invitationPage, otherPage } from './pages.ts';
import { previewPage, previews } from './preview.ts';
import { styleFor } from './style.ts';
import { tell } from './tell.ts';
import { chooseLanguage, type Ending, languages, type PageWords, wordsIn } from './words.ts';

const invitation = {
  person: 'Mara Lind',
  scopes: ['users:read', 'scheduled_events:read', 'webhooks:write'],
  keeps: true,
  minutesLeft: 9,
};
const look: Look = { application: 'Northwind CRM', color: '0e7c61', logo: null, language: 'en' };
const hostile = `</bdi><script>alert(1)</script>" onload='x' &amp; \u202e`;
const wicked: Look = { ...look, application: hostile };
const told = { origin: 'https://app.example.com', message: { words: hostile }, closes: true };
const gone = {
  meetings: { count: 1, keeps: false },
  left: true,
  proof: { id: 'chg_1', at: '2026-11-24T09:00:00.000000Z' },
  timezone: 'Nowhere/At all',
};

/** Every page there is, in a look, about somebody who is called this. */
function everyPage(of: Look, called: string): string[] {
  const told = { origin: 'https://app.example.com', message: { words: called }, closes: true };
  const standing = { email: called, since: '2026-11-24T09:00:00.000000Z', timezone: called, scopes: [] };
  return [
    invitationPage(of, { ...invitation, person: called }),
    invitationPage(of, { ...invitation, person: null, minutesLeft: 1 }),
    connectedPage(of, { email: called, granted: 9, asked: 10 }, { done: `/x?${called}`, told }),
    connectedPage(of, { email: null, granted: 0, asked: 0 }, { done: null }),
    otherPage(of, { token: 'token', person: called, other: called, keeps: true }),
    ...(Object.keys(wordsIn('en').ended) as Ending[]).map((ending) =>
      endedPage(of, { ending, person: called, again: true, told }),
    ),
    endedPage(of, { ending: 'link_ended', back: `https://app.example.com/?${called}` }),
    managePage(of, 'token', standing),
    managePage(of, 'token', undefined),
    disconnectPage(of, 'token', { count: 128, keeps: true, personalToken: false }),
    disconnectPage(of, 'token', { count: 128, keeps: true, personalToken: true }),
    disconnectingPage(of),
    disconnectedPage(of, gone, { done: null, told }),
    ...previews.map((which) => previewPage(of, which)),
  ];
}

test('what people typed is text, whatever they typed', () => {
  for (const page of everyPage(wicked, hostile)) {
    const own = page.replace(/\n<script src="\/connect\/tell\.js" defer data-[^<>]+><\/script>/, '');
    expect(own).not.toContain('<script');
    expect(page).not.toMatch(/<\/bdi><\/bdi>|\u202e/);
    expect(page.match(/<\/bdi>/g)).toEqual(page.match(/<bdi>/g)?.map(() => '</bdi>') ?? null);
  }
});

test('every page is small, has one heading and a title, and needs no script, in every language', () => {
  for (const language of languages) {
    for (const page of everyPage({ ...look, language }, 'Ana Ruiz')) {
      expect(page.length + styleFor(look.color!).length + tell.length).toBeLessThan(30_000);
      expect(page.match(/<h1>/g)).toHaveLength(1);
      expect(page).toMatch(/<title>[^<]+<\/title>/);
      expect(page).toContain(`<html lang="${language}">`);
      expect(page).not.toMatch(/<style| style=| on\w+=|\{\w+\}/);
    }
  }
});

test('one line for each permission that is asked for, and the truth about what stays', () => {
  const page = invitationPage(look, invitation);
  expect(page.match(/<li>/g)).toHaveLength(3);
  expect(page).toContain('valid 9 more minutes');
  expect(page).not.toContain('when you are free');
  expect(page).toContain('keeps the meetings it knows');
  const writing = invitationPage(look, { ...invitation, keeps: false, scopes: ['scheduled_events:write'] });
  expect(writing).toContain('Book and cancel on your behalf');
  expect(writing).toContain('everything is removed');
});

test('only the page at the exact origin is told, and nothing where no page opened it', () => {
  const page = connectedPage(look, { email: null, granted: 0, asked: 0 }, { done: null, told });
  expect(page).toContain('data-origin="https://app.example.com" data-message="{&quot;words&quot;:');
  expect(connectedPage(look, { email: null, granted: 0, asked: 0 }, { done: null })).not.toContain('<script');
});

test('every code ends in words of its own, or in those for what an end user cannot mend', () => {
  const endings = Object.keys(catalogue).map(endingOf);
  expect(new Set(endings).size).toBeGreaterThan(7);
  expect(endingOf('internal')).toBe('failed');
  expect(endingOf('__proto__')).toBe('failed');
});

test('languages say the same things, with the same places in them', () => {
  const places = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join();
  const leaves = (words: unknown, path = ''): [string, string][] =>
    typeof words === 'string'
      ? [[path, words]]
      : Object.entries(words as object).flatMap(([key, value]) => leaves(value, `${path}.${key}`));
  const english = leaves(wordsIn('en') satisfies PageWords);
  for (const language of languages) {
    const other = new Map(leaves(wordsIn(language)));
    expect([...other.keys()].sort()).toEqual(english.map(([path]) => path).sort());
    for (const [path, text] of english)
      expect(places(other.get(path)!), `${language}${path}`).toBe(places(text));
    if (language === 'en') continue;
    const same = english.filter(([path, text]) => other.get(path) === text);
    expect(same.map(([path]) => path)).toEqual([]);
  }
});

test.each([
  [null, undefined, 'en'],
  [null, 'de-AT,de;q=0.9,en;q=0.8', 'de'],
  [null, 'pt-BR, fr;q=0.5, en;q=0.7', 'en'],
  [null, 'fr;q=0, es', 'es'],
  [null, '*;q=0.1,;;,=', 'en'],
  ['fr', 'de', 'fr'],
])('somebody who wants %s and whose browser says %s is spoken to in %s', (wanted, accepted, language) => {
  expect(chooseLanguage(wanted, accepted)).toBe(language);
});
