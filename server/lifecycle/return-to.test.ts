import fc from 'fast-check';
import { expect, test } from 'vitest';
import { originOf, readReturnTo, withParameter } from './return-to.ts';

test('paths of our own pages are taken as they are', () => {
  for (const path of [
    '/',
    '/demo/accounts',
    '/demo/accounts?state=error',
    '/demo/accounts#top',
    '/a%2F%2Fb',
  ]) {
    expect(readReturnTo(path)).toBe(path);
  }
});

test('what leads elsewhere is refused, however it is dressed', () => {
  const dressed = [
    '//example.com',
    '///example.com',
    '/\\example.com',
    '\\/example.com',
    '/.//example.com',
    '/x/..//example.com',
    '/\t/example.com',
    '/\n/example.com',
    'https:/example.com',
    'https:example.com',
    'https:///example.com',
    'https://app.example.com\\@example.com',
    'https://app.example.com@example.com',
    'https://app.example.com%2f@example.com',
    'https://exa\tmple.com',
    ' https://example.com',
    'https://',
    'https://own.invalid/x',
    'ftp://example.com',
    'javascript:alert(1)',
    'data:text/html,x',
    ' /demo',
    '',
    'demo',
    '@example.com',
    '/%09/\r\nexample.com',
  ];
  for (const path of dressed) expect(readReturnTo(path), JSON.stringify(path)).toBeUndefined();
});

test.each([
  ['https://app.example.com', 'https://app.example.com/', 'https://app.example.com'],
  ['HTTPS://APP.Example.com:443/a?b#c', 'https://app.example.com/a?b#c', 'https://app.example.com'],
  ['https://app.example.com:8443/', 'https://app.example.com:8443/', 'https://app.example.com:8443'],
  ['https://\u0430pp.example.com/', 'https://xn--pp-6kc.example.com/', 'https://xn--pp-6kc.example.com'],
  [
    'https://app.example.com%2eevil.example/',
    'https://app.example.com.evil.example/',
    'https://app.example.com.evil.example',
  ],
  ['https://app.example.com/%5c%2f', 'https://app.example.com/%5c%2f', 'https://app.example.com'],
])('%s is read as a browser reads it', (text, address, origin) => {
  expect(readReturnTo(text)).toBe(address);
  expect(originOf(address)).toBe(origin);
});

test('whatever is taken stays on the host that it is read on', () => {
  const piece = fc.constantFrom(
    'https://',
    'HTTP://',
    'ａpp.example.com',
    ':443',
    '/',
    '\\',
    '.',
    '..',
    'a',
    '%2f',
    '%5c',
    '@',
    ':',
    '?',
    '#',
    '\t',
    'example.com',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const path = readReturnTo(pieces.join(''));
      if (path === undefined) return;
      const judged = originOf(path) ?? 'https://service.example.com';
      expect(new URL(path, 'https://service.example.com/x').origin).toBe(judged);
      expect(new URL(withParameter(path, 'connected', 'acc_1'), 'https://service.example.com').origin).toBe(
        judged,
      );
    }),
    { numRuns: 2000 },
  );
});

test('the outcome is told beside what the path already carries', () => {
  expect(withParameter('/demo?state=error#top', 'connected', 'acc_1')).toBe(
    '/demo?state=error&connected=acc_1#top',
  );
  expect(withParameter('https://app.example.com/a?b=1&connected=x#top', 'connect_error', 'no')).toBe(
    'https://app.example.com/a?b=1&connect_error=no#top',
  );
});
