/** A meeting as an iCalendar file (RFC 5545): lines end with CRLF and are folded at 75 bytes. */
import type { Booking } from './meeting.ts';

export function calendarFile({ invitee, event, host }: Booking, publicUrl: string): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Slotwire//Emulator//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${invitee.id}@emulator.example.com`,
    `DTSTAMP:${stamp(invitee.updatedAt)}`,
    `DTSTART:${stamp(event.startTime)}`,
    `DTEND:${stamp(event.endTime)}`,
    `SUMMARY:${escapeText(`${event.name} with ${host.name}`)}`,
    `DESCRIPTION:${escapeText(`Move: ${publicUrl}/reschedulings/${invitee.id}\nCancel: ${publicUrl}/cancellations/${invitee.id}`)}`,
    ...(typeof event.location.location === 'string'
      ? [`LOCATION:${escapeText(event.location.location)}`]
      : []),
    `STATUS:${invitee.status === 'canceled' ? 'CANCELLED' : 'CONFIRMED'}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

function stamp(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function escapeText(text: string): string {
  return (
    text
      .replace(/[\\;,]/g, '\\$&')
      .replace(/\r\n|\r|\n/g, '\\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a calendar may not hold them
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
  );
}

/** Breaks between characters, never within one. */
function fold(line: string): string {
  let folded = '';
  let length = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (length + size > 75) {
      folded += '\r\n ';
      length = 1;
    }
    folded += character;
    length += size;
  }
  return folded;
}
