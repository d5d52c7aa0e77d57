import { expect, test } from 'vitest';
import { connectError, connectErrors } from './words.ts';

const never = /!|please|oops|successful|\bevent\b|\buser\b/i;

test('every code says what happened, what it means and the way out, in whole sentences', () => {
  const all = [...Object.values(connectErrors), connectError('no such code'), connectError('constructor')];
  expect(all.length).toBeGreaterThan(7);
  for (const words of all) {
    for (const part of [words.happened, words.means, words.wayOut]) {
      expect(part).toMatch(/^[A-Z].*\.$/);
      expect(part).not.toMatch(never);
    }
  }
});
