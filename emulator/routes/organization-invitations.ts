/** `/organizations/{uuid}/invitations`: owners and admins invite, and take back what nobody has accepted. */
import { administers } from '../access.ts';
import { type Answer, denied, invalid, noContent, notFound, resource } from '../answers.ts';
import type { Invitation } from '../entities.ts';
import { email, needed, oneOf } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { equal, listPage } from './page.ts';

const base = '/organizations/:organization/invitations';
const noPermission = denied('You do not have permission');
const mostOnTrial = 5;

export function organizationInvitationOperations(parts: Parts): Operation[] {
  const { state, wire, clock, ids, log } = parts;

  /** What stands in the way before an invitation is looked at. */
  function refuse({ caller, params }: Call): Answer | undefined {
    if (!state.organizations.get(params.organization!)) return notFound;
    return administers(caller, params.organization!) ? undefined : noPermission;
  }

  function list(call: Call): Answer {
    const organizationId = call.params.organization!;
    return (
      refuse(call) ??
      listPage<Invitation>(parts, {
        path: `/organizations/${organizationId}/invitations`,
        query: call.query,
        table: 'invitations',
        where: [
          ['organization_id = ?', organizationId],
          equal('email', call.query.email),
          equal(`row ->> '$.status'`, call.query.status),
        ],
        sorts: { created_at: `row ->> '$.createdAt'` },
        present: wire.invitation,
      })
    );
  }

  function create(call: Call): Answer {
    const refused = refuse(call);
    if (refused) return refused;
    const { organization, user } = call.caller;
    const sent = state.invitations.where(`organization_id = ?`, organization.id);
    const pending = sent.filter(({ status }) => status === 'pending');
    if (organization.stage === 'trial' && pending.length >= mostOnTrial)
      return denied('You already sent all the invitations allotted to you with a trial account.');
    const to = String(call.body.email);
    const [member] = state.users.where('email = ? and organization_id = ?', to, organization.id);
    if (member || pending.some((each) => each.email === to))
      return invalid({ parameter: 'email', message: 'has already been invited' });
    const now = clock.iso();
    const invitation: Invitation = {
      id: ids.uuid(),
      organizationId: organization.id,
      email: to,
      status: 'pending',
      userId: null,
      lastSentAt: now,
      createdAt: now,
      updatedAt: now,
    };
    state.invitations.put(invitation);
    log.note(user, 'Invitation', 'Add', { email: to });
    return resource(wire.invitation(invitation), 201);
  }

  function find(call: Call): { invitation: Invitation } | Answer {
    const refused = refuse(call);
    if (refused) return refused;
    const invitation = state.invitations.get(call.params.uuid!);
    return invitation && invitation.organizationId === call.params.organization ? { invitation } : notFound;
  }

  function get(call: Call): Answer {
    const found = find(call);
    return 'invitation' in found ? resource(wire.invitation(found.invitation)) : found;
  }

  function revoke(call: Call): Answer {
    const found = find(call);
    if (!('invitation' in found)) return found;
    const { id, email: to, status } = found.invitation;
    if (status === 'accepted') return denied();
    state.invitations.remove(id);
    for (const { id: relationship } of state.groupRelationships.where('invitation_id = ?', id))
      state.groupRelationships.remove(relationship);
    log.note(call.caller.user, 'Invitation', 'Revoke', { email: to });
    return noContent;
  }

  const read = 'organizations:read';
  const write = 'organizations:write';
  return [
    {
      name: 'organizationInvitations.list',
      method: 'GET',
      path: base,
      scope: read,
      query: { status: oneOf('pending', 'accepted', 'declined') },
      act: list,
    },
    {
      name: 'organizationInvitations.create',
      method: 'POST',
      path: base,
      scope: write,
      body: { email: needed(email) },
      act: create,
    },
    { name: 'organizationInvitations.get', method: 'GET', path: `${base}/:uuid`, scope: read, act: get },
    {
      name: 'organizationInvitations.delete',
      method: 'DELETE',
      path: `${base}/:uuid`,
      scope: write,
      act: revoke,
    },
  ];
}
