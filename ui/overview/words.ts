/** Figures and changes as people read them: pure. */
import type { Change, Meeting, Overview, OverviewRange } from '../../sdk/index.ts';
import { nameOf } from '../accounts/name.ts';
import { plain } from '../kit/text.tsx';
import { type Clockwork, dateOf, timeOf, wallOf } from '../time.ts';

export const rangeWords: Record<OverviewRange, string> = {
  '1h': 'last hour',
  '24h': 'last 24 h',
  '7d': 'last 7 days',
  '30d': 'last 30 days',
};

export const ranges = [
  { value: '1h', label: '1 h' },
  { value: '24h', label: '24 h' },
  { value: '7d', label: '7 d' },
  { value: '30d', label: '30 d' },
];

/** `4,212`; from ten thousand on short where there is no room: `12.4 k`. */
export function countOf(count: number, short = false): string {
  if (!short || count < 10_000) return count.toLocaleString('en-GB');
  return new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 }).format(count);
}

/** `3 ms`, `2.41 s`, `4 min 10 s`, `3 h 5 min`. */
export function durationOf(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 0)} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.floor((milliseconds % 60_000) / 1000)} s`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d`;
}

/** An age, without what nobody reads: `4 s`. */
export function ageOf(milliseconds: number): string {
  return milliseconds < 60_000 ? `${Math.round(milliseconds / 1000)} s` : durationOf(milliseconds);
}

/** `1 account`, `4 accounts`. */
export function many(count: number, one: string, several = `${one}s`): string {
  return `${countOf(count)} ${count === 1 ? one : several}`;
}

export interface Told {
  /** Who or what it is about; stands out. */
  who: string;
  words: string;
}

/** A change as one line. */
export function tellChange(
  { type, subject, accountId, data }: Change,
  names: Overview['names'],
  clock: Clockwork,
  now: number,
): Told {
  if (subject.kind === 'meeting') return tellMeeting(type, data as Partial<Meeting>, clock, now);
  if (subject.kind === 'connection')
    return { who: `Connection ${subject.id}`, words: connectionWords[type] ?? 'changed' };
  if (subject.kind === 'key') return { who: 'An API key', words: alarmWords(data) };
  const name = accountId && names[accountId];
  return {
    who: name ? plain(name) : 'An account',
    words: type === 'account.alarm' ? alarmWords(data) : (accountWords[type] ?? 'changed'),
  };
}

const connectionWords: Record<string, string> = {
  'connection.created': 'was added',
  'connection.updated': 'was changed',
  'connection.deleted': 'was deleted',
};

const alarmWords = ({ over }: Change['data']) =>
  over ? 'does nothing unusual any more' : 'does something unusual';

const accountWords: Record<string, string> = {
  'account.configured': 'was prepared',
  'account.connected': 'was connected',
  'account.disconnecting': 'is being disconnected',
  'account.disconnected': 'was disconnected',
  'account.error': 'lost its access',
  'account.not_connected': 'was not connected',
  'account.updated': 'was read from Calendly',
  'account.tokens_rotated': 'got new tokens',
  'account.erased': 'was erased',
};

function tellMeeting(type: Change['type'], meeting: Partial<Meeting>, clock: Clockwork, now: number): Told {
  // An erased meeting keeps its entry, without its words.
  if (!meeting.invitee || !meeting.startTime) return { who: 'A meeting', words: 'was erased' };
  const who = plain(meeting.invitee.name || meeting.invitee.email);
  const when = whenOf(meeting.startTime, clock, now);
  const host = meeting.endUser ? ` with ${plain(nameOf(meeting.endUser))}` : '';
  switch (type) {
    case 'meeting.scheduled':
      return { who, words: `booked${host}, ${when}` };
    case 'meeting.moved':
      return { who, words: `moved to ${when}` };
    case 'meeting.canceled':
      return { who, words: `canceled, ${when}` };
    case 'meeting.no_show_set':
      return { who, words: `did not show up, ${when}` };
    case 'meeting.no_show_unset':
      return { who, words: `is no longer a no-show, ${when}` };
    case 'meeting.gone':
      return { who, words: `is not shown by Calendly any more, ${when}` };
    case 'meeting.returned':
      return { who, words: `is shown by Calendly again, ${when}` };
    default:
      return { who, words: `has new details${host}, ${when}` };
  }
}

/** `today 09:30`, `tomorrow 09:30`, else `Fri 27 Nov 09:30`. */
function whenOf(at: string, clock: Clockwork, now: number): string {
  const day = wallOf(at, clock.zone).day;
  const near = ['today', 'tomorrow'].find(
    (_, index) => wallOf(now + index * 86_400_000, clock.zone).day === day,
  );
  return `${near ?? dateOf(at, clock.zone, now)} ${timeOf(at, clock)}`;
}
