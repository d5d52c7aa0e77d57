/** Calendly's scopes; `x:write` includes `x:read`. */
export const knownScopes: readonly string[] = [
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
];

export function covers(granted: readonly string[], needed: string): boolean {
  return granted.includes(needed) || granted.includes(needed.replace(/:read$/, ':write'));
}
