/**
 * From facts to meetings. A meeting is one invitee's chain of reschedules; its state is its last invitee's.
 * Everything here follows from the picture alone, so that the same picture always tells the same meetings.
 */
import type { MeetingStatus } from '../../sdk/types.ts';
import { uuidFrom } from '../ids.ts';
import type { EventFacts, InviteeFacts, Location, Picture } from './facts.ts';

/** The columns of `meetings` that the picture decides. */
export interface ToldMeeting {
  id: string;
  /** The last invitee of the chain that we know more of than its name. */
  tailInvitee: string;
  eventUuid: string;
  status: MeetingStatus;
  noShow: boolean;
  startTime: string;
  endTime: string;
  name: string;
  eventType: string | null;
  inviteeName: string;
  inviteeEmail: string;
  inviteeZone: string | null;
  location: Location | null;
  moves: number;
  createdAt: string;
}

/** The same whatever was seen first, as long as the same invitee is the oldest that is named. */
export function meetingIdOf(accountId: string, oldestInvitee: string): string {
  return uuidFrom(accountId, oldestInvitee);
}

/** The chains that these invitees belong to, each from its oldest to its newest. */
export function chainsOf(picture: Picture, invitees: Iterable<string>): string[][] {
  const neighbours = new Map<string, string[]>();
  for (const [older, newer] of pairs(picture.links)) {
    neighbours.set(older, [...(neighbours.get(older) ?? []), newer]);
    neighbours.set(newer, [...(neighbours.get(newer) ?? []), older]);
  }
  const placed = new Set<string>();
  const chains: string[][] = [];
  for (const start of invitees) {
    if (placed.has(start)) continue;
    const members = [start];
    placed.add(start);
    for (const member of members) {
      for (const next of neighbours.get(member) ?? []) {
        if (placed.has(next)) continue;
        placed.add(next);
        members.push(next);
      }
    }
    chains.push(inOrder(picture, members));
  }
  return chains;
}

/** Undefined while nothing but names is known. */
export function tellMeeting(
  accountId: string,
  picture: Picture,
  chain: readonly string[],
): ToldMeeting | undefined {
  const seen = chain.filter((uuid) => eventOf(picture, uuid) !== undefined);
  const tailInvitee = seen.at(-1);
  if (tailInvitee === undefined) return undefined;
  const invitee = picture.invitees.get(tailInvitee)!;
  const scheduled = eventOf(picture, tailInvitee)!;
  const { details } = scheduled;
  return {
    id: meetingIdOf(accountId, chain[0]!),
    tailInvitee,
    eventUuid: invitee.details.value.eventUuid,
    status: tailInvitee === chain.at(-1) ? statusOf(invitee, scheduled) : 'moved',
    noShow: invitee.noShow.value !== null,
    startTime: details.value.startTime,
    endTime: details.value.endTime,
    name: details.value.name ?? '',
    eventType: details.value.eventType,
    inviteeName: invitee.details.value.name,
    inviteeEmail: invitee.details.value.email,
    inviteeZone: invitee.details.value.timezone,
    location: scheduled.location.value,
    moves: chain.length - 1,
    createdAt: seen.map((uuid) => bookedAt(picture, uuid)).sort()[0]!,
  };
}

function statusOf({ state: { value } }: InviteeFacts, { gone }: EventFacts): MeetingStatus {
  if (!value.canceled) return gone.value ? 'gone' : 'scheduled';
  return value.rescheduled ? 'moved' : 'canceled';
}

function eventOf(picture: Picture, invitee: string): EventFacts | undefined {
  const facts = picture.invitees.get(invitee);
  return facts && picture.events.get(facts.details.value.eventUuid);
}

function bookedAt(picture: Picture, invitee: string): string {
  return picture.invitees.get(invitee)?.details.value.bookedAt ?? '';
}

/**
 * Older before newer. Calendly's chains are simple; should one ever fork or close into a ring, time of booking
 * and id decide, so that the order is still the same for the same picture.
 */
function inOrder(picture: Picture, members: readonly string[]): string[] {
  const left = new Set(members);
  const links = [...pairs(picture.links)].filter(([older]) => left.has(older));
  const byBooking = (one: string, other: string) =>
    compare(bookedAt(picture, one), bookedAt(picture, other)) || compare(one, other);
  const ordered: string[] = [];
  while (left.size > 0) {
    const free = [...left].filter(
      (uuid) => !links.some(([older, newer]) => newer === uuid && left.has(older)),
    );
    const next = (free.length > 0 ? free : [...left]).sort(byBooking)[0]!;
    left.delete(next);
    ordered.push(next);
  }
  return ordered;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

export function* pairs(links: Iterable<string>): Iterable<[older: string, newer: string]> {
  for (const link of links) {
    const [older, newer] = link.split(' ') as [string, string];
    yield [older, newer];
  }
}
