/** `/group_relationships`: who is in which group, and in which role. */
import { administers } from '../access.ts';
import { type Answer, denied, notFound, resource } from '../answers.ts';
import type { GroupRelationship } from '../entities.ts';
import { idFrom } from '../uris.ts';
import { mayLead } from './groups.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { equal, listPage } from './page.ts';

export function groupRelationshipOperations(parts: Parts): Operation[] {
  const { state, wire } = parts;

  function list({ caller, query }: Call): Answer {
    const organization = query.organization ? idFrom(query.organization) : caller.user.organizationId;
    const group = query.group ? state.groups.get(idFrom(query.group)) : undefined;
    if (query.group && !group) return notFound;
    const allowed = group ? mayLead(state, caller, group) : administers(caller, organization);
    if (!allowed) return denied();
    const owner = query.owner ? idFrom(query.owner) : undefined;
    return listPage<GroupRelationship>(parts, {
      path: '/group_relationships',
      query,
      table: 'group_relationships',
      where: [
        ['organization_id = ?', organization],
        equal('group_id', group?.id),
        owner !== undefined && owner !== ''
          ? [
              `invitation_id = ? or user_id in (select id from users where row ->> '$.membershipId' = ?)`,
              owner,
              owner,
            ]
          : null,
      ],
      sorts: { created_at: `row ->> '$.createdAt'` },
      present: wire.groupRelationship,
    });
  }

  function get({ caller, params }: Call): Answer {
    const relationship = state.groupRelationships.get(params.uuid!);
    if (!relationship) return notFound;
    return mayLead(state, caller, state.groups.get(relationship.groupId)!)
      ? resource(wire.groupRelationship(relationship))
      : denied();
  }

  const scope = 'groups:read';
  return [
    { name: 'groupRelationships.list', method: 'GET', path: '/group_relationships', scope, act: list },
    { name: 'groupRelationships.get', method: 'GET', path: '/group_relationships/:uuid', scope, act: get },
  ];
}
