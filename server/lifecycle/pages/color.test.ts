import { expect, test } from 'vitest';
import { contrast, wear } from './color.ts';

test.each([
  ['0e7c61', { color: '0e7c61', on: 'ffffff', darkened: false }],
  ['FFD400', { color: 'ffd400', on: '191d26', darkened: false }],
  ['ffffff', { color: 'ffffff', on: '191d26', darkened: false }],
  ['000000', { color: '000000', on: 'ffffff', darkened: false }],
])('%s can be read as it is', (color, worn) => {
  expect(wear(color)).toMatchObject(worn);
});

test('contrast is what WCAG says', () => {
  expect(contrast('ffffff', '000000')).toBeCloseTo(21, 5);
  expect(contrast('777777', 'ffffff')).toBeCloseTo(4.48, 2);
});

test('whatever the colour, what stands on it can be read, also under a pointer; one in the middle is darkened', () => {
  const steps = Array.from({ length: 18 }, (_, at) => (at * 15).toString(16).padStart(2, '0'));
  let darkened = 0;
  for (const red of steps)
    for (const green of steps)
      for (const blue of steps) {
        const worn = wear(red + green + blue);
        expect(contrast(worn.color, worn.on), red + green + blue).toBeGreaterThanOrEqual(4.5);
        expect(contrast(worn.hover, worn.on), red + green + blue).toBeGreaterThanOrEqual(4.5);
        if (worn.darkened) darkened++;
        else expect(worn.color).toBe(red + green + blue);
      }
  expect(darkened).toBeGreaterThan(100);
  expect(darkened).toBeLessThan(steps.length ** 3 / 10);
});
