/** `/data_compliance/deletion/*`: forgets invitees, or the meetings of a past stretch of time. Done at once here. */
import { type Answer, denied, invalid } from '../answers.ts';
import { isoMicros } from '../clock.ts';
import { email, listOf, moment, needed } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';

const widestRangeMs = 731 * 24 * 60 * 60_000;
const accepted: Answer = { status: 202, body: {} };

export function dataComplianceOperations({ state, store, clock, log }: Parts): Operation[] {
  function forgetEvent(id: string): void {
    for (const invitee of state.inviteesOf(id)) state.invitees.remove(invitee.id);
    store.run('delete from event_hosts where event_id = ?', id);
    state.events.remove(id);
  }

  function deleteInvitees({ caller, body }: Call): Answer {
    if (!caller.administers) return denied();
    const emails = body.emails as string[];
    if (emails.length === 0) return invalid({ parameter: 'emails', message: 'is missing' });
    const found = state.invitees.where(
      `email in (select value from json_each(?))
       and event_id in (select id from events where organization_id = ?)`,
      JSON.stringify(emails),
      caller.organization.id,
    );
    for (const invitee of found) {
      state.invitees.remove(invitee.id);
      if (state.inviteesOf(invitee.eventId).length === 0) forgetEvent(invitee.eventId);
    }
    log.note(caller.user, 'DataCompliance', 'DeleteInvitees', { count: found.length });
    return accepted;
  }

  function deleteEvents({ caller, body }: Call): Answer {
    if (!caller.administers) return denied();
    const [from, to] = [Date.parse(String(body.start_time)), Date.parse(String(body.end_time))];
    if (to > clock.now()) return invalid({ parameter: 'end_time', message: 'must be in the past' });
    if (!(to > from)) return invalid({ parameter: 'end_time', message: 'must be after start_time' });
    if (to - from > widestRangeMs)
      return invalid({ parameter: 'end_time', message: 'the range must not be greater than 24 months' });
    const found = state.events.where(
      'organization_id = ? and start_time >= ? and start_time <= ?',
      caller.organization.id,
      isoMicros(from),
      isoMicros(to),
    );
    for (const { id } of found) forgetEvent(id);
    log.note(caller.user, 'DataCompliance', 'DeleteEvents', { count: found.length });
    return accepted;
  }

  const known = { scope: 'data_compliance:write', plan: 'enterprise', method: 'POST' } as const;
  return [
    {
      ...known,
      name: 'dataCompliance.deleteInvitees',
      path: '/data_compliance/deletion/invitees',
      body: { emails: needed(listOf(email)) },
      act: deleteInvitees,
    },
    {
      ...known,
      name: 'dataCompliance.deleteEvents',
      path: '/data_compliance/deletion/events',
      body: { start_time: needed(moment), end_time: needed(moment) },
      act: deleteEvents,
    },
  ];
}
