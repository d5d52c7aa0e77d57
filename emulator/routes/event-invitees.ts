/** `/scheduled_events/{uuid}/invitees`. */
import { type Answer, denied, notFound, resource } from '../answers.ts';
import type { Invitee } from '../entities.ts';
import { oneOf } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { equal, listPage } from './page.ts';
import { maySee } from './scheduled-events.ts';

export function eventInviteeOperations(parts: Parts): Operation[] {
  const { state, wire } = parts;

  function list({ caller, params, query }: Call): Answer {
    const event = state.events.get(params.uuid!);
    if (!event) return notFound;
    if (!maySee(state, caller, event)) return denied('You are not allowed to view this event');
    return listPage<Invitee>(parts, {
      path: `/scheduled_events/${event.id}/invitees`,
      query,
      table: 'invitees',
      where: [['event_id = ?', event.id], equal('status', query.status), equal('email', query.email)],
      sorts: { created_at: 'created_at' },
      present: wire.invitee,
    });
  }

  function get({ caller, params }: Call): Answer {
    const invitee = state.invitees.get(params.invitee!);
    if (!invitee || invitee.eventId !== params.uuid) return notFound;
    const event = state.events.get(invitee.eventId)!;
    if (!maySee(state, caller, event)) return denied('You are not allowed to view this event');
    return resource(wire.invitee(invitee));
  }

  return [
    {
      name: 'invitees.list',
      method: 'GET',
      path: '/scheduled_events/:uuid/invitees',
      scope: 'scheduled_events:read',
      query: { status: oneOf('active', 'canceled') },
      act: list,
    },
    {
      name: 'invitees.get',
      method: 'GET',
      path: '/scheduled_events/:uuid/invitees/:invitee',
      scope: 'scheduled_events:read',
      act: get,
    },
  ];
}
