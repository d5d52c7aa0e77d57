/** `POST /scheduling_links`: a link that books an event type once, within 90 days. */
import { mayActFor } from '../access.ts';
import { type Answer, denied, invalid, resource } from '../answers.ts';
import type { SchedulingLink } from '../entities.ts';
import { idFrom } from '../uris.ts';
import { needed, oneOf, uri, whole } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';

export function schedulingLinkOperations(parts: Parts): Operation[] {
  const { state, wire } = parts;

  function create({ caller, body }: Call): Answer {
    const type = state.eventTypes.get(idFrom(body.owner));
    if (!type || type.deletedAt !== null) return invalid({ parameter: 'owner', message: 'is invalid' });
    if (!type.hostIds.includes(caller.user.id) && !mayActFor(caller, state.users.get(type.ownerId)!))
      return denied();
    return resource(wire.schedulingLink(newLink(parts, type.id)), 201);
  }

  return [
    {
      name: 'schedulingLinks.create',
      method: 'POST',
      path: '/scheduling_links',
      scope: 'scheduling_links:write',
      body: {
        max_event_count: needed(whole(1, 1)),
        owner: needed(uri),
        owner_type: needed(oneOf('EventType')),
      },
      act: create,
    },
  ];
}

export function newLink({ state, ids, clock }: Parts, eventTypeId: string): SchedulingLink {
  const link = { id: ids.base64url(9), eventTypeId, usedAt: null, createdAt: clock.iso() };
  state.links.put(link);
  return link;
}
