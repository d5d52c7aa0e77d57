import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownPath, withParameter } from './return-to.ts';

test('paths of our own pages are taken as they are', () => {
  for (const path of [
    '/',
    '/demo/accounts',
    '/demo/accounts?state=error',
    '/demo/accounts#top',
    '/a%2F%2Fb',
  ]) {
    expect(ownPath(path)).toBe(path);
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
    'https://example.com',
    'javascript:alert(1)',
    'data:text/html,x',
    ' /demo',
    '',
    'demo',
    '@example.com',
    '/%09/\r\nexample.com',
  ];
  for (const path of dressed) expect(ownPath(path), JSON.stringify(path)).toBeUndefined();
});

test('whatever is taken stays on the host that it is read on', () => {
  const piece = fc.constantFrom(
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
      const path = ownPath(pieces.join(''));
      if (path === undefined) return;
      expect(new URL(path, 'https://service.example.com/x').origin).toBe('https://service.example.com');
      expect(new URL(withParameter(path, 'connected', 'acc_1'), 'https://service.example.com').origin).toBe(
        'https://service.example.com',
      );
    }),
    { numRuns: 2000 },
  );
});

test('the outcome is told beside what the path already carries', () => {
  expect(withParameter('/demo?state=error#top', 'connected', 'acc_1')).toBe(
    '/demo?state=error&connected=acc_1#top',
  );
});
