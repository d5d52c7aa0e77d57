/** One meeting with all that is known: every time it had, answers, guests, hosts, and its life in words. */
import type { Change, MeetingDetail, TimelineEntry } from '../../sdk/types.ts';
import { tellTimeline } from '../changes/index.ts';
import type { Tx } from '../db/index.ts';
import { toWireId } from '../ids.ts';
import { chainsOf } from './chain.ts';
import { inviteeUri, present } from './present.ts';
import * as read from './read.ts';
import * as store from './store.ts';

export async function describeMeeting(tx: Tx, id: string): Promise<MeetingDetail | undefined> {
  const row = await read.findMeeting(tx, id);
  if (!row) return undefined;
  const { accountId, tailInvitee } = row;
  const of = (ids: readonly string[]) => new Map([[accountId, ids]]);
  const chains = await store.loadChains(tx, { invitees: of([tailInvitee]), events: of([]) });
  const { members, links } = chains.get(accountId)!;
  const invitees = (await store.loadInvitees(tx, of(members))).get(accountId)!;
  const eventUuids = [...invitees.values()].map(({ details }) => details.value.eventUuid);
  const scheduledEvents = (await store.loadEvents(tx, of(eventUuids))).get(accountId)!;
  const [chain = []] = chainsOf({ invitees, events: scheduledEvents, links }, [tailInvitee]);
  const invitee = invitees.get(tailInvitee)!;
  const scheduled = scheduledEvents.get(row.eventUuid)!;
  const known = chain.flatMap((uuid) => {
    const facts = invitees.get(uuid);
    return facts ? [{ uuid, facts, scheduled: scheduledEvents.get(facts.details.value.eventUuid) }] : [];
  });
  return {
    ...present(row, accountId, row),
    chain: known.map(({ uuid, facts, scheduled: of }) => ({
      inviteeUri: inviteeUri(facts.details.value.eventUuid, uuid),
      startTime: of?.details.value.startTime ?? null,
      endTime: of?.details.value.endTime ?? null,
      status: statusWord(facts.state.value),
    })),
    answers: invitee.details.value.answers,
    guests: scheduled.details.value.guests,
    hosts: scheduled.details.value.hosts.map(({ user, email, name }) => ({ uri: user, email, name })),
    tracking: invitee.details.value.tracking,
    payment: invitee.details.value.payment,
    cancellation:
      row.status === 'canceled'
        ? (invitee.state.value.cancellation ?? scheduled.state.value.cancellation)
        : null,
    cancelUrl: invitee.details.value.cancelUrl,
    rescheduleUrl: invitee.details.value.rescheduleUrl,
    timeline: await tellMeeting(tx, accountId, row.id),
  };
}

function statusWord({ canceled, rescheduled }: { canceled: boolean; rescheduled: boolean }): string {
  if (!canceled) return 'scheduled';
  return rescheduled ? 'moved' : 'canceled';
}

/** Newest first, also what was told under ids that it had before. */
async function tellMeeting(tx: Tx, accountId: string, meetingId: string): Promise<TimelineEntry[]> {
  const aliases = await read.listAliases(tx, accountId, meetingId);
  const ids = [meetingId, ...aliases.map(({ alias }) => alias)];
  const subjects = ids.map((id) => ({ kind: 'meeting' as const, id: toWireId('meeting', id) }));
  return tellTimeline(tx, subjects, ({ type }) => changeWords(type));
}

export function changeWords(type: Change['type']): string {
  return words[type] ?? type;
}

const words: Partial<Record<Change['type'], string>> = {
  'meeting.scheduled': 'Booked.',
  'meeting.updated': 'Details changed.',
  'meeting.moved': 'Moved to another time.',
  'meeting.canceled': 'Canceled.',
  'meeting.no_show_set': 'Marked as no-show.',
  'meeting.no_show_unset': 'No longer marked as no-show.',
  'meeting.gone': 'No longer shown by Calendly.',
  'meeting.returned': 'Shown by Calendly again.',
  'meeting.merged': 'Found to be part of an earlier meeting.',
};
