import { expect, test } from 'vitest';
import { extend, lengthOf, newest, pin } from './chain.ts';

test('grows by what each page tells of the next, to the last', () => {
  const two = extend(newest, 0, { rows: 100, next: 'b' });
  const three = extend(two, 1, { rows: 100, next: 'c' });
  expect(three.starts).toEqual([undefined, 'b', 'c']);
  expect(lengthOf(three, 100)).toBe(300);
  const whole = extend(three, 2, { rows: 7, next: null });
  expect(lengthOf(whole, 100)).toBe(207);
  expect(extend(whole, 1, { rows: 100, next: 'c' })).toBe(whole);
  expect(extend(whole, 2, { rows: 7, next: null })).toBe(whole);
});

test('what lay behind a page that begins elsewhere now is forgotten', () => {
  const three = extend(extend(newest, 0, { rows: 100, next: 'b' }), 1, { rows: 100, next: 'c' });
  expect(extend(three, 0, { rows: 100, next: 'a' }).starts).toEqual([undefined, 'a']);
  expect(extend(three, 0, { rows: 3, next: null })).toEqual({ starts: [undefined], rest: 3 });
});

test('pinned, the first row stays the first', () => {
  const two = extend(newest, 0, { rows: 100, next: 'b' });
  expect(pin(two, 'a').starts).toEqual(['a', 'b']);
});
