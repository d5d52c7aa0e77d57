/** The people who run a tenant, how they are signed in, and what was done. */

/** Owners say who may what; operators change everything else; viewers look. */
export type Role = 'owner' | 'operator' | 'viewer';

export interface Member {
  id: string;
  name: string;
  email: string;
  role: Role;
  createdAt: string;
  /** When they last signed in; null: invited, and not yet here. */
  signedInAt: string | null;
  /** Until when the link that is out for them is good; null: none is. */
  linkEndsAt: string | null;
}

export interface NewMember {
  name: string;
  email: string;
  role: Role;
}

/** Told once: whoever opens it first is signed in as that member. */
export interface SignInLink {
  url: string;
  expiresAt: string;
}

export interface InvitedMember extends Member {
  link: SignInLink;
}

/** A browser that is signed in. */
export interface OpenSession {
  id: string;
  member: { id: string; name: string };
  how: 'link' | 'single_sign_on';
  /** `Firefox on Linux`, as far as it tells. */
  browser: string;
  /** From where it was last heard, to five minutes. */
  address: string;
  since: string;
  lastSeenAt: string;
  /** At the latest; twelve hours without use end it before. */
  endsAt: string;
  /** The one that asks. */
  current: boolean;
}

/** Which ways lead in. */
export interface SignInWays {
  /** Beside a one-time link; null where single sign-on is not set up. */
  singleSignOn: { name: string } | null;
}

/** One thing that was done, or told, and by whom. Entries are added and never changed. */
export interface AuditEntry {
  id: string;
  at: string;
  who: { kind: 'member' | 'key' | 'command'; id: string | null; name: string };
  /** The operation's id in the API description. */
  operation: string;
  summary: string;
  /** What it was done to: an id, or `user:` and a hash of an end user's. */
  subject: string | null;
  /** The address it came from; null for a command on the machine. */
  address: string | null;
  changes: AuditChange[];
}

/** Secrets are told as `***`. */
export interface AuditChange {
  field: string;
  before: string | number | boolean | string[] | null;
  after: string | number | boolean | string[] | null;
}
