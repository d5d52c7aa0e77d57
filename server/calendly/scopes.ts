/** What Calendly lets an application ask for, what that is good for, and what is missing. */

/** Calendly's scopes. `X:write` includes `X:read`. */
export const scopes = [
  'users:read',
  'organizations:read',
  'organizations:write',
  'groups:read',
  'event_types:read',
  'event_types:write',
  'availability:read',
  'availability:write',
  'locations:read',
  'scheduled_events:read',
  'scheduled_events:write',
  'scheduling_links:write',
  'shares:write',
  'routing_forms:read',
  'webhooks:read',
  'webhooks:write',
  'contacts:read',
  'contacts:write',
  'meeting_recaps:read',
  'meeting_recaps:write',
  'activity_log:read',
  'data_compliance:write',
  'outgoing_communications:read',
] as const;
export type Scope = (typeof scopes)[number];

const bases: readonly Scope[] = ['users:read', 'organizations:read', 'event_types:read'];
const reading: readonly Scope[] = ['scheduled_events:read', 'availability:read'];
const writing: readonly Scope[] = ['scheduled_events:write', 'event_types:write'];
const subscribing: readonly Scope[] = ['webhooks:write', 'scheduled_events:read', 'event_types:read'];

/** The scope names of the documents that asked for this system. */
export const aliases: Readonly<Record<string, readonly Scope[]>> = {
  'schema.bases:read': bases,
  'data.records:read': reading,
  'data.records:write': writing,
  'webhook:manage': subscribing,
};

export const presets = {
  'read-only': unique([...bases, ...reading]),
  write: unique([...bases, ...reading, ...writing]),
  webhooks: unique([...bases, ...reading, ...subscribing]),
  full: unique([...bases, ...reading, ...writing, ...subscribing]),
} as const satisfies Record<string, readonly Scope[]>;
/** Without these there are no meetings. */
export const meetingScopes: readonly Scope[] = ['users:read', 'scheduled_events:read'];
export type Preset = keyof typeof presets;

/** Whether one of the granted scopes is, or includes, the wanted one. */
export function covers(granted: readonly string[], wanted: string): boolean {
  return (
    granted.includes(wanted) ||
    granted.includes(wanted.replace(/:read$/, ':write')) ||
    // Tokens from before there were scopes may do everything.
    granted.includes('default')
  );
}

export function missingScopes(granted: readonly string[], wanted: readonly string[]): string[] {
  return wanted.filter((scope) => !covers(granted, scope));
}

/** Presets, aliases and Calendly's own names as Calendly's scopes; `unknown` names what is none of them. */
export function resolveScopes(names: readonly string[]): { scopes: Scope[]; unknown: string[] } {
  const found: Scope[] = [];
  const unknown: string[] = [];
  for (const name of names) {
    if (isScope(name)) found.push(name);
    else if (Object.hasOwn(aliases, name)) found.push(...aliases[name]!);
    else if (Object.hasOwn(presets, name)) found.push(...presets[name as Preset]);
    else unknown.push(name);
  }
  return { scopes: unique(found), unknown };
}

function isScope(name: string): name is Scope {
  return (scopes as readonly string[]).includes(name);
}

/** A scope stays beside its write scope: a person may decline the one and grant the other. */
function unique(all: readonly Scope[]): Scope[] {
  return [...new Set(all)];
}
