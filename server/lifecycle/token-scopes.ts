/**
 * What a personal access token may do. Calendly tells no scopes of one, but an answer that refuses says which was
 * missing (calendly-api.md §1.11): each that can be tried by reading is tried once. To write counts as granted where
 * to read is, until an answer says otherwise.
 */
import { type Calendly, type CalendlyUser, type Caller, isCalendlyError, uuidOf } from '../calendly/index.ts';

/** Those of the wanted scopes that are granted, as far as reading can tell. @throws CalendlyError */
export type TryScopes = (caller: Caller, user: CalendlyUser, wanted: readonly string[]) => Promise<string[]>;

export function createTryScopes(calendly: Calendly): TryScopes {
  const trials: Readonly<Record<string, (caller: Caller, of: Of) => Promise<unknown>>> = {
    'scheduled_events:read': (caller, { user }) => calendly.scheduledEvents.page(caller, { user, count: 1 }),
    'webhooks:read': (caller, of) =>
      calendly.webhookSubscriptions.list(caller, { ...of, scope: 'user', count: 1 }).page(),
    'event_types:read': (caller, { user }) => calendly.eventTypes.list(caller, { user, count: 1 }).page(),
    'availability:read': (caller, { user }) => calendly.userAvailabilitySchedules.list(caller, { user }),
    'organizations:read': (caller, { organization }) =>
      calendly.organizations.get(caller, uuidOf(organization, 'organization')!),
  };

  async function isLacking(scope: string, caller: Caller, of: Of): Promise<boolean> {
    try {
      await trials[scope]?.(caller, of);
      return false;
    } catch (error) {
      if (isCalendlyError(error, 'missing_scope')) return true;
      // Role and plan are told by the account's health.
      if (isCalendlyError(error, 'forbidden', 'not_found')) return false;
      throw error;
    }
  }

  return async (caller, { uri: user, current_organization: organization }, wanted) => {
    const lacking = new Set<string>();
    for (const scope of new Set(wanted.map(toRead))) {
      if (await isLacking(scope, caller, { user, organization })) lacking.add(scope);
    }
    return wanted.filter((scope) => !lacking.has(toRead(scope)));
  };
}

interface Of {
  user: string;
  organization: string;
}

const toRead = (scope: string) => scope.replace(/:write$/, ':read');
