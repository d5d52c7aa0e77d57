/** Organizations, people, and what they are grouped by. */
import type {
  Group,
  GroupRelationship,
  Invitation,
  MeetingLimits,
  Organization,
  Team,
  User,
} from '../entities.ts';
import type { Json, WireParts } from './json.ts';

export function peopleWire({ state, uris }: WireParts) {
  const user = (row: User): Json => ({
    avatar_url: row.avatarUrl,
    created_at: row.createdAt,
    current_organization: uris.organization(row.organizationId),
    email: row.email,
    locale: row.locale,
    name: row.name,
    resource_type: 'User',
    scheduling_url: uris.page(row.slug),
    slug: row.slug,
    time_notation: row.timeNotation,
    timezone: row.timezone,
    updated_at: row.updatedAt,
    uri: uris.user(row.id),
  });

  const organization = (row: Organization): Json => ({
    created_at: row.createdAt,
    kind: row.kind,
    name: row.name,
    plan: row.plan,
    stage: row.stage,
    updated_at: row.updatedAt,
    uri: uris.organization(row.id),
  });

  const membership = (row: User): Json => ({
    created_at: row.createdAt,
    organization: uris.organization(row.organizationId),
    role: row.role,
    updated_at: row.updatedAt,
    uri: uris.membership(row.membershipId),
    user: {
      avatar_url: row.avatarUrl,
      created_at: row.createdAt,
      email: row.email,
      locale: row.locale,
      name: row.name,
      time_notation: row.timeNotation,
      timezone: row.timezone,
      updated_at: row.updatedAt,
      uri: uris.user(row.id),
      scheduling_url: uris.page(row.slug),
      slug: row.slug,
    },
  });

  const invitation = (row: Invitation): Json => ({
    created_at: row.createdAt,
    email: row.email,
    last_sent_at: row.lastSentAt,
    organization: uris.organization(row.organizationId),
    status: row.status,
    updated_at: row.updatedAt,
    uri: uris.invitation(row.organizationId, row.id),
    ...(row.userId === null ? {} : { user: uris.user(row.userId) }),
  });

  const team = (row: Team): Json => ({
    name: row.name,
    organization: uris.organization(row.organizationId),
    scheduling_url: uris.page(row.slug),
    uri: uris.team(row.id),
  });

  const group = (row: Group): Json => ({
    created_at: row.createdAt,
    member_count: state.groupRelationships.where(`group_id = ? and row ->> '$.role' = 'member'`, row.id)
      .length,
    name: row.name,
    organization: uris.organization(row.organizationId),
    updated_at: row.updatedAt,
    uri: uris.group(row.id),
  });

  function ownerOf(row: GroupRelationship): Json {
    if (row.userId !== null)
      return { type: 'OrganizationMembership', ...membership(state.users.get(row.userId)!) };
    return { type: 'OrganizationInvitation', ...invitation(state.invitations.get(row.invitationId!)!) };
  }

  const groupRelationship = (row: GroupRelationship): Json => ({
    created_at: row.createdAt,
    group: uris.group(row.groupId),
    organization: uris.organization(row.organizationId),
    owner: ownerOf(row),
    role: row.role,
    updated_at: row.updatedAt,
    uri: uris.groupRelationship(row.id),
  });

  const meetingLimits = (limits: MeetingLimits): Json => ({
    daily_limit: limits.daily,
    monthly_limit: limits.monthly,
    weekly_limit: limits.weekly,
  });

  return { user, organization, membership, invitation, team, group, groupRelationship, meetingLimits };
}
