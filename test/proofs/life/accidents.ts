/** Every accident that a refresh may meet, each with how the account may end. */
import type { Member, World } from './world.ts';

interface FaultAt {
  operation: string;
  kind: string;
  count?: number | 'always';
  status?: number;
  milliseconds?: number;
}

export interface Accident {
  name: string;
  faults: FaultAt[];
  /** Before work is asked for. */
  happens?(world: World, person: { id: string }, member: Member): Promise<unknown>;
  ends: string[];
  /** Token requests that may carry any one refresh token. */
  atMost: number;
}

const answerLost = { ends: ['renewal_lost'], atMost: 1 };

export const accidents: Accident[] = [
  { name: 'no accident', faults: [], ends: ['works'], atMost: 1 },
  {
    name: 'the request is lost',
    faults: [{ operation: 'oauth.refresh', kind: 'lost_before' }],
    ends: ['works'],
    atMost: 2,
  },
  {
    name: 'the request is lost, and the question after it',
    faults: [
      { operation: 'oauth.refresh', kind: 'lost_before' },
      { operation: 'oauth.introspect', kind: 'lost_before', count: 4 },
    ],
    ends: ['works'],
    atMost: 3,
  },
  {
    name: 'Calendly is down for a while',
    faults: [{ operation: 'oauth.refresh', kind: 'status', status: 503, count: 3 }],
    ends: ['works'],
    atMost: 5,
  },
  {
    name: 'too many token requests',
    faults: [{ operation: 'oauth.refresh', kind: 'status', status: 429 }],
    ends: ['works'],
    atMost: 3,
  },
  { name: 'the answer is lost', faults: [{ operation: 'oauth.refresh', kind: 'lost_after' }], ...answerLost },
  { name: 'the answer is cut', faults: [{ operation: 'oauth.refresh', kind: 'cut' }], ...answerLost },
  {
    name: 'the answer is no JSON',
    faults: [{ operation: 'oauth.refresh', kind: 'malformed' }],
    ...answerLost,
  },
  {
    name: 'the answer comes after the deadline',
    faults: [{ operation: 'oauth.refresh', kind: 'slow', milliseconds: 4500 }],
    ...answerLost,
  },
  {
    name: 'the answer is lost, and the question after it',
    faults: [
      { operation: 'oauth.refresh', kind: 'lost_after' },
      { operation: 'oauth.introspect', kind: 'lost_before', count: 4 },
    ],
    ...answerLost,
  },
  {
    name: 'the person takes our access away',
    faults: [],
    happens: (world, { id }) => world.emulator.send('POST', '/revoke', { user: id }),
    ends: ['access_revoked'],
    atMost: 2,
  },
  {
    name: 'Calendly ends an access token early',
    faults: [],
    happens: (world, { id }) => world.emulator.send('POST', '/expire', { user: id }),
    ends: ['works'],
    atMost: 1,
  },
  {
    name: 'Calendly refuses every access token',
    faults: [{ operation: 'users.me', kind: 'status', status: 401, count: 'always' }],
    ends: ['access_refused'],
    atMost: 1,
  },
];
