import { expect, test } from 'vitest';
import { nextBooking, withBooking } from './bookings.ts';

const minute = 60_000;
const begin = 10 * 86_400_000;

test('as many bookings as the paid plans allow, in any minute, hour and day', () => {
  let booked: number[] = [];
  for (let now = begin; now < begin + 86_400_000; ) {
    const next = nextBooking(booked, now);
    booked = withBooking(booked, next);
    if (booked.length === 100) break;
    now = next;
  }
  const within = (from: number, span: number) => booked.filter((at) => at >= from && at < from + span).length;
  expect(Math.max(...booked.map((at) => within(at, minute)))).toBe(10);
  expect(Math.max(...booked.map((at) => within(at, 60 * minute)))).toBe(50);
  expect(nextBooking(booked, booked.at(-1)!)).toBe(begin + 86_400_000);
});
