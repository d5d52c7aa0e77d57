/**
 * What is known of bookings, as pictures. An observation is a small picture, the account's state is the join of
 * all of them (`merge.ts`). Facts come in groups that are won together; each carries the mark it was won by.
 */
import { hash } from 'node:crypto';

/** A value with its mark: text that compares like the order in which values win. */
export interface Group<Value> {
  readonly mark: string;
  readonly value: Value;
}

export interface Cancellation {
  by: string;
  type: string;
  reason: string | null;
  at: string;
}

export interface EventDetails {
  name: string | null;
  startTime: string;
  endTime: string;
  eventType: string | null;
  hosts: { user: string; email: string | null; name: string | null }[];
  guests: string[];
  seats: number | null;
}

export interface Location {
  type: string;
  place: string | null;
  moreInfo: string | null;
  status: string | null;
  joinUrl: string | null;
}

export interface EventFacts {
  readonly state: Group<{ canceled: boolean; cancellation: Cancellation | null }>;
  readonly details: Group<EventDetails>;
  readonly location: Group<Location | null>;
  /** Calendly does not show it to this account any more. Only looks tell that, and they tell when it is back. */
  readonly gone: Group<boolean>;
}

export interface InviteeDetails {
  eventUuid: string;
  bookedAt: string;
  name: string;
  email: string;
  timezone: string | null;
  answers: { question: string; answer: string }[];
  tracking: Record<string, string | null>;
  payment: Record<string, unknown> | null;
  cancelUrl: string | null;
  rescheduleUrl: string | null;
}

export interface InviteeFacts {
  readonly state: Group<{ canceled: boolean; rescheduled: boolean; cancellation: Cancellation | null }>;
  readonly details: Group<InviteeDetails>;
  readonly noShow: Group<{ uri: string; at: string | null } | null>;
}

export interface Picture {
  readonly events: ReadonlyMap<string, EventFacts>;
  readonly invitees: ReadonlyMap<string, InviteeFacts>;
  /** Reschedules: the old invitee's id, a blank, the new one's. */
  readonly links: ReadonlySet<string>;
}

export const nothing: Picture = { events: new Map(), invitees: new Map(), links: new Set() };

/** Calendly gives what is missing no version: where nothing but looks decides, their numbers do. */
export const unversioned = '0001-01-01T00:00:00.000000Z';

/** From where and how surely something was learnt. */
export interface Origin {
  /** Calendly's `updated_at`, six decimals. */
  version: string;
  /** 0 for what was told or listed; for a fetch its number among the fetches of the same scheduled event. */
  fence: number;
}

const rankEnd = 1;
const versionEnd = rankEnd + 27;
const fenceEnd = versionEnd + 10;
const knownEnd = fenceEnd + 2;

/** The order of winning: what is terminal, the newer version, the later fetch, the more known, the content itself. */
export function group<Value>(value: Value, { version, fence }: Origin, terminal = false): Group<Value> {
  const shown = visible(value) as Value;
  const known = Math.min(countKnown(shown), 99);
  const content = hash('sha256', JSON.stringify(shown), 'base64url').slice(0, 22);
  const mark = [
    terminal ? 1 : 0,
    version,
    String(fence).padStart(10, '0'),
    String(known).padStart(2, '0'),
    content,
  ].join('');
  return { mark, value: shown };
}

/** The same version said to hold different values, and no later fetch that settles it. */
export function disagree(held: Group<unknown>, told: Group<unknown>): boolean {
  const [one, other] = [held.mark, told.mark];
  const fence = (mark: string) => mark.slice(versionEnd, fenceEnd);
  return (
    one.slice(0, versionEnd) === other.slice(0, versionEnd) &&
    one.slice(knownEnd) !== other.slice(knownEnd) &&
    fence(other) <= fence(one)
  );
}

function countKnown(value: unknown): number {
  if (value === null || typeof value !== 'object') return value === null ? 0 : 1;
  return Object.values(value).filter((part) => part !== null && !(Array.isArray(part) && part.length === 0))
    .length;
}

const deepest = 6;

/** What PostgreSQL refuses in text, NUL and halves of characters, is replaced by a sign that people see. */
export function visibleText(text: string): string {
  return text.replaceAll('\u0000', '\u2400').toWellFormed();
}

/** The value in the one form that is hashed and stored: keys in order, `null` for what is missing or too deep. */
function visible(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return visibleText(value);
  if (typeof value === 'boolean' || Number.isFinite(value)) return value;
  if (value === null || typeof value !== 'object' || depth > deepest) return null;
  if (Array.isArray(value)) return value.map((part) => visible(part, depth + 1));
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [visibleText(key), visible(part, depth + 1)]));
}
