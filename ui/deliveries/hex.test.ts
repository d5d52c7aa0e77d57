import { expect, test } from 'vitest';
import { hexLines } from './hex.ts';

test('eight bytes a line, with their place and the signs among them', () => {
  expect(hexLines(new TextEncoder().encode('{"a": "é"}\n'))).toEqual([
    '000000  7b 22 61 22 3a 20 22 c3  {"a": "·',
    '000008  a9 22 7d 0a              ·"}·',
  ]);
  expect(hexLines(new Uint8Array())).toEqual([]);
});
