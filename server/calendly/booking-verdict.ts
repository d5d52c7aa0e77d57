/** What became of a booking whose answer was lost, by what Calendly shows afterwards. Pure; never guesses. */
import type { Invitee } from './resources/bookings.ts';
import type { EventType } from './resources/offers.ts';

export interface Sent {
  email: string;
  /** Milliseconds since 1970, by our clock. */
  sentAt: number;
}

/** Each part undefined when Calendly did not show it. */
export interface Seen {
  type: Pick<EventType, 'kind' | 'pooling_type'> | undefined;
  /** Who was ever booked into this slot of this event type, canceled or not. */
  held: Invitee[] | undefined;
  /** Whether the slot is offered. */
  free: boolean | undefined;
}

export type Verdict =
  | { state: 'booked'; invitee: Invitee }
  /** It is certain that it was not booked; whoever wants may try again. */
  | { state: 'not_booked' }
  /**
   * A person has to look. `shared_slot`: several may be booked into it, so that nobody can tell whose booking stands
   * there. `unseen`: Calendly did not show enough. `seen` are bookings of that slot with the same address.
   */
  | { state: 'unknown'; why: 'shared_slot' | 'unseen'; seen: Invitee[] };

/** By so much Calendly's clock and ours may differ. */
const skewMs = 180_000;

export function judgeBooking({ email, sentAt }: Sent, { type, held, free }: Seen): Verdict {
  const same = (held ?? []).filter((invitee) => isSame(invitee.email, email));
  const unknown = (why: 'shared_slot' | 'unseen'): Verdict => ({ state: 'unknown', why, seen: same });
  if (!type) return unknown('unseen');
  if (!holdsOne(type)) return unknown('shared_slot');
  if (!held) return unknown('unseen');
  const made = same.filter(({ created_at: at }) => Date.parse(at) >= sentAt - skewMs);
  if (made.length > 1) return unknown('unseen');
  if (made[0]) return { state: 'booked', invitee: made[0] };
  const taken = held.some(({ status }) => status === 'active');
  return taken || free ? { state: 'not_booked' } : unknown('unseen');
}

/** Of kinds that come later it is not known. */
function holdsOne({ kind, pooling_type: pooling }: Pick<EventType, 'kind' | 'pooling_type'>): boolean {
  return kind === 'solo' && (pooling == null || pooling === 'collective');
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
