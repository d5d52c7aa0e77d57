/** Meetings as they go out. */
import type { EndUser, Meeting, MeetingLocation } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';
import { toWireId } from '../ids.ts';
import type { MeetingRow } from './advance.ts';
import type { Location } from './facts.ts';
import * as read from './read.ts';
import type { Account } from './store.ts';

/** Resources are named as Calendly names them; nobody dials these. */
const calendly = 'https://api.calendly.com';

export const eventUri = (eventUuid: string) => `${calendly}/scheduled_events/${eventUuid}`;
export const inviteeUri = (eventUuid: string, uuid: string) => `${eventUri(eventUuid)}/invitees/${uuid}`;

/** What a meeting's row does not hold. */
export interface Beside {
  endUser: EndUser;
  seats: Meeting['seats'];
}

export function present(row: MeetingRow, accountId: string, { endUser, seats }: Beside): Meeting {
  return {
    id: toWireId('meeting', row.id),
    accountId: toWireId('account', accountId),
    endUser,
    status: row.status,
    noShow: row.noShow,
    startTime: row.startTime,
    endTime: row.endTime,
    name: row.name,
    scheduledEventUri: eventUri(row.eventUuid),
    eventTypeUri: row.eventType,
    invitee: {
      name: row.inviteeName,
      email: row.inviteeEmail,
      timezone: row.inviteeZone,
      uri: inviteeUri(row.eventUuid, row.tailInvitee),
    },
    seats,
    location: presentLocation(row.location),
    moves: row.moves,
    source: row.source,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** In the order given. */
export async function presentAll(
  tx: Tx,
  rows: readonly { account: Account; row: MeetingRow }[],
): Promise<Meeting[]> {
  if (rows.length === 0) return [];
  const besides = await read.listBeside(
    tx,
    rows.map(({ account, row }) => ({ ...account, eventUuid: row.eventUuid })),
  );
  return rows.map(({ account, row }, index) => present(row, account.accountId, besides[index]!));
}

const conferences: Readonly<Record<string, string>> = {
  zoom: 'Zoom',
  google_conference: 'Google Meet',
  microsoft_teams_conference: 'Microsoft Teams',
  webex_conference: 'Webex',
  gotomeeting: 'GoTo Meeting',
};

export function presentLocation(location: Location | null): MeetingLocation | null {
  if (!location) return null;
  return { type: location.type, words: wordsOf(location), joinUrl: joinUrlOf(location.joinUrl) };
}

function wordsOf({ type, place, moreInfo }: Location): string | null {
  const conference = conferences[type];
  if (conference) return conference;
  const where = [place, moreInfo].filter(Boolean).join(', ') || null;
  if (type === 'inbound_call') return where ? `Invitee calls ${where}` : 'Invitee calls';
  if (type === 'outbound_call') return where ? `Host calls ${where}` : 'Host calls';
  return where;
}

/** Somebody typed it, and a page will make a link of it. */
function joinUrlOf(text: string | null): string | null {
  const url = text === null ? null : URL.parse(text);
  return url?.protocol === 'https:' ? url.href : null;
}
