import { expect, test } from 'vitest';
import { calendarFile } from './calendar-file.ts';
import type { Booking } from './meeting.ts';

const booking = {
  invitee: { id: 'one', status: 'active', updatedAt: '2026-11-20T14:00:00.000000Z' },
  event: {
    name: 'Intro; call,\nEND:VEVENT 🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊',
    startTime: '2026-11-24T09:00:00.000000Z',
    endTime: '2026-11-24T09:30:00.000000Z',
    location: { type: 'physical', location: 'Harbour Street 4' },
  },
  host: { name: 'Mara Lind' },
} as unknown as Booking;

test('what an invitee may have written stays within its line, and lines are folded by bytes', () => {
  const file = calendarFile(booking, 'http://localhost:4610');
  const lines = file.split('\r\n');
  expect(file).not.toMatch(/[^\r]\n/);
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  expect(lines.filter((line) => line === 'END:VEVENT')).toHaveLength(1);
  const unfolded = file.replaceAll('\r\n ', '');
  expect(unfolded).toContain('SUMMARY:Intro\\; call\\,\\nEND:VEVENT 🦊');
  expect(unfolded).toContain('DTSTART:20261124T090000Z\r\nDTEND:20261124T093000Z');
  expect(unfolded).toContain('Cancel: http://localhost:4610/cancellations/one');
});
