import { expect, test } from 'vitest';
import { catalogue, type FailureCode } from '../errors.ts';
import { connectedPage, invitationPage, isFailureCode, refusedPage, style } from './pages.ts';

const hostile = `</bdi><script>alert(1)</script>" onload='x' &amp; \u202e`;

test('what people typed is text, whatever they typed', () => {
  const page = invitationPage({ application: hostile, person: hostile, minutesLeft: 9 });
  expect(page).not.toContain('<script');
  expect(page.match(/<bdi>/g)).toHaveLength(3);
  expect(page.match(/<\/bdi>/g)).toHaveLength(3);
  expect(page).toContain('valid 9 more minutes');
});

test('every page is small, has one heading and a title, and needs no script', () => {
  const codes = Object.keys(catalogue) as FailureCode[];
  const pages = [
    invitationPage({ application: 'Northwind CRM', person: null, minutesLeft: 1 }),
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

test('only codes of ours have a page', () => {
  expect(isFailureCode('consent_declined')).toBe(true);
  expect(isFailureCode('__proto__')).toBe(false);
  expect(isFailureCode('nonsense')).toBe(false);
});
