/** Rows: organizations, the people in them, and what they are grouped by. */

export type Plan = 'basic' | 'essentials' | 'standard' | 'professional' | 'teams' | 'enterprise';
export type Stage = 'trial' | 'free' | 'paid';
export type Role = 'owner' | 'admin' | 'user';

export interface Organization {
  id: string;
  name: string;
  kind: 'single' | 'multiple';
  plan: Plan;
  stage: Stage;
  createdAt: string;
  updatedAt: string;
}

export interface User {
  id: string;
  organizationId: string;
  role: Role;
  membershipId: string;
  /** What their event types follow until they have hours of their own. */
  scheduleId: string;
  name: string;
  email: string;
  slug: string;
  timezone: string;
  locale: string;
  timeNotation: '12h' | '24h';
  avatarUrl: string | null;
  meetingLimits: MeetingLimits;
  createdAt: string;
  updatedAt: string;
}

/** How many meetings a person hosts at most; null is without end. */
export interface MeetingLimits {
  daily: number | null;
  weekly: number | null;
  monthly: number | null;
}

export interface Invitation {
  id: string;
  organizationId: string;
  email: string;
  status: 'pending' | 'accepted' | 'declined';
  /** Who accepted it. */
  userId: string | null;
  lastSentAt: string;
  createdAt: string;
  updatedAt: string;
}

export interface Team {
  id: string;
  organizationId: string;
  name: string;
  slug: string;
  memberIds: string[];
}

export interface Group {
  id: string;
  organizationId: string;
  name: string;
  createdAt: string;
  updatedAt: string;
}

/** A person or somebody invited, in one group; a person may be its admin beside being a member. */
export interface GroupRelationship {
  id: string;
  groupId: string;
  organizationId: string;
  role: 'member' | 'admin';
  /** One of the two. */
  userId: string | null;
  invitationId: string | null;
  createdAt: string;
  updatedAt: string;
}
