import { expect, test } from 'vitest';
import { isZone, momentOf, wallClock } from './zones.ts';

const at = (iso: string) => Date.parse(iso);

test('a wall clock is the zone’s, on both sides of a change', () => {
  expect(wallClock('Europe/Stockholm', at('2026-10-25T00:59:00Z'))).toBe(at('2026-10-25T02:59:00Z'));
  expect(wallClock('Europe/Stockholm', at('2026-10-25T01:01:00Z'))).toBe(at('2026-10-25T02:01:00Z'));
  expect(wallClock('Asia/Kolkata', at('2026-06-01T00:00:00Z'))).toBe(at('2026-06-01T05:30:00Z'));
});

test('a moment is found again from its wall clock', () => {
  for (const zone of ['America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Tokyo']) {
    for (let moment = at('2026-03-01T09:00:00Z'); moment < at('2026-12-01'); moment += 86_400_000 * 3)
      expect(momentOf(zone, wallClock(zone, moment)), `${zone} ${moment}`).toBe(moment);
  }
});

test('zones are known by name', () => {
  expect(isZone('Europe/Oslo')).toBe(true);
  expect(isZone('Oslo')).toBe(false);
});
