/** `/invitee_no_shows`. */
import { type Answer, denied, invalid, noContent, notFound, resource } from '../answers.ts';
import type { Invitee } from '../entities.ts';
import { idFrom } from '../uris.ts';
import { needed, uri } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { maySee } from './scheduled-events.ts';

export function inviteeNoShowOperations({ state, wire, bookings }: Parts): Operation[] {
  const visible = ({ caller }: Call, invitee: Invitee) =>
    maySee(state, caller, state.events.get(invitee.eventId)!);

  function create(call: Call): Answer {
    const invitee = state.invitees.get(idFrom(call.body.invitee));
    if (!invitee) return invalid({ parameter: 'invitee', message: 'is invalid' });
    if (!visible(call, invitee)) return denied();
    const result = bookings.markNoShow(invitee.id);
    return result.ok
      ? resource(wire.noShow(result.invitee), 201)
      : invalid({ parameter: 'invitee', message: result.message });
  }

  function find(call: Call): { invitee: Invitee } | Answer {
    const invitee = state.findNoShow(call.params.uuid!);
    if (!invitee) return notFound;
    return visible(call, invitee) ? { invitee } : denied();
  }

  function get(call: Call): Answer {
    const found = find(call);
    return 'invitee' in found ? resource(wire.noShow(found.invitee)) : found;
  }

  function remove(call: Call): Answer {
    const found = find(call);
    if (!('invitee' in found)) return found;
    bookings.unmarkNoShow(call.params.uuid!);
    return noContent;
  }

  return [
    {
      name: 'inviteeNoShows.create',
      method: 'POST',
      path: '/invitee_no_shows',
      scope: 'scheduled_events:write',
      body: { invitee: needed(uri) },
      act: create,
    },
    {
      name: 'inviteeNoShows.get',
      method: 'GET',
      path: '/invitee_no_shows/:uuid',
      scope: 'scheduled_events:read',
      act: get,
    },
    {
      name: 'inviteeNoShows.delete',
      method: 'DELETE',
      path: '/invitee_no_shows/:uuid',
      scope: 'scheduled_events:write',
      act: remove,
    },
  ];
}
