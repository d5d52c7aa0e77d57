/** What Calendly knows against what the service shows: bookings that are missing, and what is shown that is not so. */
import type { Meeting } from '../../../sdk/types.ts';
import type { Resident, Truth } from './town.ts';

export interface Judgement {
  missing: string[];
  untrue: string[];
  twice: number;
}

const lastOf = (uri: string) => uri.slice(uri.lastIndexOf('/') + 1);
const seconds = (time: string) => time.slice(0, 19);

/** `booked`: the first invitee of every chain that the proof began. */
export function judge(
  { person }: Resident,
  truth: Truth,
  meetings: readonly Meeting[],
  booked: ReadonlySet<string>,
): Judgement {
  const events = new Map(truth.events.map((event) => [event.id, event]));
  const invitees = new Map(truth.invitees.map((invitee) => [invitee.id, invitee]));
  const shown = new Map(meetings.map((meeting) => [lastOf(meeting.invitee.uri), meeting]));
  const hosts = (eventId: string) => events.get(eventId)!.hostIds.includes(person.id);

  const rootOf = (id: string): string => {
    const { oldInviteeId } = invitees.get(id)!;
    return oldInviteeId === null ? id : rootOf(oldInviteeId);
  };
  const isShown = ({ id, eventId, status, email }: Truth['invitees'][number]) => {
    const meeting = shown.get(id);
    if (!meeting || meeting.invitee.email !== email) return false;
    const wanted = status === 'canceled' ? 'canceled' : 'scheduled';
    return (
      meeting.status === wanted && seconds(meeting.startTime) === seconds(events.get(eventId)!.startTime)
    );
  };
  const isTrue = ({ invitee: { uri, name, email }, status }: Meeting) => {
    const known = invitees.get(lastOf(uri));
    if (!known || !hosts(known.eventId) || known.email !== email || known.name !== name) return false;
    return status !== 'canceled' || known.status === 'canceled';
  };

  const own = truth.invitees.filter(
    ({ id, eventId, newInviteeId }) => newInviteeId === null && hosts(eventId) && booked.has(rootOf(id)),
  );
  return {
    missing: own.filter((invitee) => !isShown(invitee)).map(({ id, status }) => `${status} ${id}`),
    untrue: meetings.filter((meeting) => !isTrue(meeting)).map(({ invitee }) => invitee.email),
    twice: meetings.length - shown.size,
  };
}
