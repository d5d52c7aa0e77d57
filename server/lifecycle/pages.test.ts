import { expect, test } from 'vitest';
import { catalogue, type FailureCode } from '../errors.ts';
import { connectedPage, invitationPage, isFailureCode, refusedPage, style } from './pages.ts';

const invitation = {
  application: 'Northwind CRM',
  person: 'Mara Lind',
  scopes: ['users:read', 'scheduled_events:read', 'webhooks:write'],
  keeps: true,
  minutesLeft: 9,
};
const hostile = `</bdi><script>alert(1)</script>" onload='x' &amp; \u202e`;

test('what people typed is text, whatever they typed', () => {
  const page = invitationPage({ ...invitation, application: hostile, person: hostile });
  expect(page).not.toContain('<script');
  expect(page).not.toMatch(/<\/bdi><\/bdi>|\u202e/);
  expect(page.match(/<bdi>/g)!.length).toBeGreaterThan(4);
  expect(page.match(/<\/bdi>/g)).toHaveLength(page.match(/<bdi>/g)!.length);
  expect(page).toContain('valid 9 more minutes');
});

test('every page is small, has one heading and a title, and needs no script', () => {
  const codes = Object.keys(catalogue) as FailureCode[];
  const pages = [
    invitationPage({ ...invitation, person: null, minutesLeft: 1 }),
    connectedPage(),
    ...codes.map(refusedPage),
  ];
  for (const page of pages) {
    expect(page.length + style.length).toBeLessThan(30_000);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page).toMatch(/<title>[^<]+<\/title>/);
    expect(page).not.toMatch(/<script|<style| style=| on\w+=/);
  }
});

test('one line for each permission that is asked for, and the truth about what stays', () => {
  const page = invitationPage(invitation);
  expect(page.match(/<li>/g)).toHaveLength(3);
  expect(page).not.toContain('when you are free');
  expect(page).toContain('keeps the meetings it knows');
  const writing = invitationPage({ ...invitation, keeps: false, scopes: ['scheduled_events:write'] });
  expect(writing).toContain('Book and cancel on your behalf');
  expect(writing).toContain('everything is removed');
});

test('only codes of ours have a page', () => {
  expect(isFailureCode('consent_declined')).toBe(true);
  expect(isFailureCode('__proto__')).toBe(false);
  expect(isFailureCode('nonsense')).toBe(false);
});
