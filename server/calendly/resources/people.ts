/** People, and what they belong to (calendly-api.md §3.1 to §3.3). */
import type { z } from 'zod';
import {
  moment,
  momentOrNull,
  object,
  oneOf,
  shown,
  text,
  textOrEmpty,
  textOrNull,
  timestamp,
  uri,
  whole,
} from './fields.ts';

const timeNotation = shown(oneOf('12h', '24h'));

export const calendlyUser = object({
  uri: uri('user'),
  name: textOrEmpty,
  email: textOrEmpty,
  slug: textOrEmpty,
  scheduling_url: textOrEmpty,
  timezone: textOrEmpty,
  locale: text,
  time_notation: timeNotation,
  avatar_url: textOrNull,
  current_organization: uri('organization'),
  resource_type: text,
  created_at: timestamp,
  updated_at: timestamp,
});
export type CalendlyUser = z.output<typeof calendlyUser>;

/** `plan` and `stage` decide what it may: a free account is `basic` and `free`. */
export const organization = object({
  uri: uri('organization'),
  name: textOrNull,
  kind: shown(oneOf('single', 'multiple')),
  plan: oneOf('basic', 'essentials', 'standard', 'professional', 'teams', 'enterprise'),
  stage: oneOf('trial', 'free', 'paid'),
  created_at: moment,
  updated_at: moment,
});

/** A user as a membership shows it. */
export const memberUser = object({
  uri: uri('user'),
  name: textOrEmpty,
  email: textOrEmpty,
  slug: text,
  scheduling_url: text,
  timezone: text,
  locale: text,
  time_notation: timeNotation,
  avatar_url: textOrNull,
  created_at: moment,
  updated_at: moment,
});

export const organizationMembership = object({
  uri: uri('organizationMembership'),
  role: oneOf('owner', 'admin', 'user'),
  user: memberUser,
  organization: uri('organization'),
  created_at: moment,
  updated_at: moment,
});

/** `user` is there once it was accepted. */
export const organizationInvitation = object({
  uri: uri('organizationInvitation'),
  organization: uri('organization'),
  email: textOrEmpty,
  status: oneOf('pending', 'accepted', 'declined'),
  user: text,
  last_sent_at: momentOrNull,
  created_at: moment,
  updated_at: moment,
});

export const team = object({
  uri: uri('team'),
  name: textOrEmpty,
  organization: text,
  scheduling_url: text,
});

export const group = object({
  uri: uri('group'),
  name: textOrEmpty,
  organization: uri('organization'),
  member_count: whole,
  created_at: moment,
  updated_at: moment,
});

/** The membership, or the invitation that is still open, of whoever belongs to the group. */
const groupOwner = object({
  type: oneOf('OrganizationMembership', 'OrganizationInvitation'),
  uri: text,
  role: text,
  user: shown(memberUser),
  organization: text,
  created_at: moment,
  updated_at: moment,
});

export const groupRelationship = object({
  uri: uri('groupRelationship'),
  role: oneOf('member', 'admin'),
  owner: groupOwner,
  organization: text,
  group: uri('group'),
  created_at: moment,
  updated_at: moment,
});
