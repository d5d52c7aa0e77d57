/** What may come of a consent besides a connected account. */
export interface Trouble {
  name: string;
  consent?: { decision?: 'deny'; scopes?: string[] };
  faults?: { operation: string; kind: string; status?: number; milliseconds?: number; count?: number }[];
  ends: string;
  /** Grants that live on at Calendly where that is not what the outcome says: tokens that nobody received. */
  grants?: number;
}

const unknowable = { ends: 'calendly_unreachable', grants: 1 };
const needed = ['users:read', 'scheduled_events:read', 'webhooks:write'];

export const troubles: Trouble[] = [
  { name: 'no trouble', ends: 'connected' },
  { name: 'the person says no', consent: { decision: 'deny' }, ends: 'consent_declined' },
  ...needed.map((missing) => ({
    name: `without ${missing}`,
    consent: { scopes: needed.filter((scope) => scope !== missing) },
    ends: 'scope_missing',
  })),
  { name: 'only what meetings need', consent: { scopes: needed }, ends: 'connected' },
  {
    name: 'the exchange is lost',
    faults: [{ operation: 'oauth.exchange', kind: 'lost_before' }],
    ends: 'calendly_unreachable',
  },
  {
    name: 'its answer is lost',
    faults: [{ operation: 'oauth.exchange', kind: 'lost_after' }],
    ...unknowable,
  },
  { name: 'its answer is cut', faults: [{ operation: 'oauth.exchange', kind: 'cut' }], ...unknowable },
  {
    name: 'its answer is no JSON',
    faults: [{ operation: 'oauth.exchange', kind: 'malformed' }],
    ends: 'calendly_refused_authorization',
    grants: 1,
  },
  {
    name: 'Calendly is down',
    faults: [{ operation: 'oauth.exchange', kind: 'status', status: 503 }],
    ends: 'calendly_unreachable',
  },
  {
    name: 'too many token requests',
    faults: [{ operation: 'oauth.exchange', kind: 'status', status: 429 }],
    ends: 'calendly_unreachable',
  },
  {
    name: 'nobody says who it is',
    faults: [{ operation: 'users.me', kind: 'status', status: 503, count: 9 }],
    ends: 'calendly_unreachable',
  },
  {
    name: 'who it is is no JSON',
    faults: [{ operation: 'users.me', kind: 'malformed', count: 9 }],
    ends: 'calendly_refused_authorization',
  },
  {
    name: 'the token is refused at once',
    faults: [{ operation: 'users.me', kind: 'status', status: 401, count: 9 }],
    ends: 'calendly_refused_authorization',
  },
  {
    name: 'down, and the grant cannot be given back at once',
    faults: [
      { operation: 'users.me', kind: 'status', status: 503, count: 9 },
      { operation: 'oauth.revoke', kind: 'status', status: 503 },
    ],
    ends: 'calendly_unreachable',
  },
];

/** Callbacks that no attempt of ours led to. */
export const strange: Record<string, string> = {
  'nothing at all': '',
  'a code without state': '?code=abc',
  'a state of nobody': `?code=abc&state=${'a'.repeat(43)}`,
  'two states': `?code=abc&state=a&state=b`,
  'an empty state': '?code=abc&state=',
  'an error without state': '?error=access_denied',
};
