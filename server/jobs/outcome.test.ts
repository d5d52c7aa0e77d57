import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backOff } from './outcome.ts';

test('the pause grows from a second to five minutes and stays within a tenth of its base', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, spread) => {
      const base = Math.min(1000 * 2 ** Math.min(attempts, 20), 300_000);
      const pause = backOff(attempts, spread);
      expect(pause).toBeGreaterThanOrEqual(base * 0.9 - 1);
      expect(pause).toBeLessThanOrEqual(base * 1.1 + 1);
    }),
  );
  expect(backOff(0, 0.5)).toBe(1000);
  expect(backOff(30, 0.5)).toBe(300_000);
});
