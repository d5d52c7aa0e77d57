/** `/sample_webhook_data`: what a subscription would be sent, made by doing it and taking it back. */
import { administers, type Caller } from '../access.ts';
import { type Answer, denied, invalid, notFound } from '../answers.ts';
import type { User } from '../entities.ts';
import { samplePayload } from '../samples.ts';
import { idFrom } from '../uris.ts';
import { topics } from '../webhooks.ts';
import { needed, oneOf, uri } from './fields.ts';
import { mayLead } from './groups.ts';
import type { Call, Operation, Parts } from './operation.ts';

type Scope = 'organization' | 'user' | 'group';

export function sampleWebhookDataOperations(parts: Parts): Operation[] {
  const { state, store, wire, clock } = parts;

  function get({ caller, query }: Call): Answer {
    const scope = query.scope as Scope;
    if (!topics[query.event!]!.scopes.includes(scope))
      return invalid({
        parameter: 'event',
        message: `${query.event} is not allowed in the scope ${scope}`,
      });
    if (scope !== 'organization' && !query[scope])
      return invalid({ parameter: scope, message: 'is missing' });
    const found = subjectOf(caller, scope, query);
    if (!('user' in found)) return found;
    const payload = store.rehearse(() => samplePayload(parts, query.event!, found.user));
    const seconds = Math.floor(clock.now() / 1000);
    return { status: 200, body: wire.envelope(query.event!, caller.user.id, payload, seconds) };
  }

  /** Somebody whose matter the sample is. */
  function subjectOf(caller: Caller, scope: Scope, query: Record<string, string>): { user: User } | Answer {
    const organization = idFrom(query.organization);
    if (organization !== caller.user.organizationId) return denied();
    if (scope === 'organization') return caller.administers ? caller : denied();
    if (scope === 'user') {
      const user = state.users.get(idFrom(query.user));
      if (user?.organizationId !== organization) return notFound;
      return user.id === caller.user.id || administers(caller, organization) ? { user } : denied();
    }
    const group = state.groups.get(idFrom(query.group));
    if (!group) return notFound;
    if (!mayLead(state, caller, group)) return denied();
    const [member] = state.groupRelationships.where('group_id = ? and user_id is not null', group.id);
    return { user: member ? state.users.get(member.userId!)! : caller.user };
  }

  return [
    {
      name: 'sampleWebhookData.get',
      method: 'GET',
      path: '/sample_webhook_data',
      scope: 'webhooks:read',
      query: {
        event: needed(oneOf(...Object.keys(topics))),
        organization: needed(uri),
        scope: needed(oneOf('organization', 'user', 'group')),
      },
      act: get,
    },
  ];
}
