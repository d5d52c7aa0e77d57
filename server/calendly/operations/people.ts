/** People and what they belong to (calendly-api.md §3.1 to §3.3). */
import {
  calendlyUser,
  group,
  groupRelationship,
  organization,
  organizationInvitation,
  organizationMembership,
  team,
} from '../resources/people.ts';
import { may, needed, nothing, one, operation, pages, type Sort } from './operation.ts';

const read = 'organizations:read';
const write = 'organizations:write';
const invitations = '/organizations/{uuid}/invitations';
const invitation = '/organizations/{org_uuid}/invitations/{uuid}';

export const people = {
  users: {
    /** Whoever the token belongs to. Scope `users:read`; §3.1. */
    me: operation({ method: 'GET', path: '/users/me', scope: 'users:read', answers: one(calendlyUser) }),
    /** A user of the same organization; `me` is whoever asks. `not_found` for others. Scope `users:read`; §3.1. */
    get: operation({ method: 'GET', path: '/users/{uuid}', scope: 'users:read', answers: one(calendlyUser) }),
  },
  organizations: {
    /**
     * With its plan and stage. `forbidden` for another organization than one's own. Scope `organizations:read`; §3.2.
     */
    get: operation({ method: 'GET', path: '/organizations/{uuid}', scope: read, answers: one(organization) }),
  },
  organizationInvitations: {
    /**
     * Who was asked to join, oldest first. `forbidden` but for owners and admins. Scope `organizations:read`; §3.2.
     */
    list: operation({
      method: 'GET',
      path: invitations,
      scope: read,
      query: {
        email: may(),
        status: may<'pending' | 'accepted' | 'declined'>(),
        sort: may<Sort<'created_at'>>(),
      },
      answers: pages(organizationInvitation),
    }),
    /**
     * Sends an invitation by mail. `forbidden` but for owners and admins, when every seat is taken, and where an
     * identity provider manages the people. Scope `organizations:write`; §3.2.
     */
    create: operation({
      method: 'POST',
      path: invitations,
      scope: write,
      body: { email: needed() },
      answers: one(organizationInvitation),
    }),
    /** One invitation, of an organization. Scope `organizations:read`; §3.2. */
    get: operation({ method: 'GET', path: invitation, scope: read, answers: one(organizationInvitation) }),
    /**
     * Takes an invitation back: its link stops working. `forbidden` but for owners and admins. Scope
     * `organizations:write`; §3.2.
     */
    delete: operation({ method: 'DELETE', path: invitation, scope: write, answers: nothing }),
  },
  organizationMemberships: {
    /**
     * Who belongs to an organization, or where a user belongs; by role too. `forbidden` beyond one's own
     * organization. Scope `organizations:read`; §3.2.
     */
    list: operation({
      method: 'GET',
      path: '/organization_memberships',
      scope: read,
      query: {
        user: may(),
        organization: may(),
        email: may(),
        role: may<'owner' | 'admin' | 'user'>(),
      },
      answers: pages(organizationMembership),
    }),
    /** One membership, with its user. Scope `organizations:read`; §3.2. */
    get: operation({
      method: 'GET',
      path: '/organization_memberships/{uuid}',
      scope: read,
      answers: one(organizationMembership),
    }),
    /**
     * Takes a person out of the organization. `forbidden` but for owners and admins, and for the owner's own. Scope
     * `organizations:write`; §3.2.
     */
    delete: operation({
      method: 'DELETE',
      path: '/organization_memberships/{uuid}',
      scope: write,
      answers: nothing,
    }),
  },
  teams: {
    /** The teams of whoever asks, or of a user. Scope `organizations:read`; §3.2. */
    list: operation({
      method: 'GET',
      path: '/teams',
      scope: read,
      query: { user: may() },
      answers: pages(team),
    }),
    /** One team. Scope `organizations:read`; §3.2. */
    get: operation({ method: 'GET', path: '/teams/{team_uuid}', scope: read, answers: one(team) }),
  },
  groups: {
    /** The groups of an organization. Scope `groups:read`; §3.3. */
    list: operation({
      method: 'GET',
      path: '/groups',
      scope: 'groups:read',
      query: { organization: needed() },
      answers: pages(group),
    }),
    /** One group. Scope `groups:read`; §3.3. */
    get: operation({ method: 'GET', path: '/groups/{uuid}', scope: 'groups:read', answers: one(group) }),
  },
  groupRelationships: {
    /**
     * Who belongs to which group, and leads it. `owner` is the URI of a membership or of an invitation; one owner may
     * be a member once and an admin several times. Scope `groups:read`; §3.3.
     */
    list: operation({
      method: 'GET',
      path: '/group_relationships',
      scope: 'groups:read',
      query: { organization: may(), owner: may(), group: may() },
      answers: pages(groupRelationship),
    }),
    /** One relationship. Scope `groups:read`; §3.3. */
    get: operation({
      method: 'GET',
      path: '/group_relationships/{uuid}',
      scope: 'groups:read',
      answers: one(groupRelationship),
    }),
  },
};
