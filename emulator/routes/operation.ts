/**
 * One REST operation of Calendly's: its name (for faults and counters), its address, the scope and the plan it needs,
 * what its query and body may hold, and what it does.
 */
import type { Caller } from '../access.ts';
import type { ActivityLog } from '../activity-log.ts';
import type { Answer } from '../answers.ts';
import type { Clock } from '../clock.ts';
import type { Bookings } from '../entities.ts';
import type { Ids } from '../ids.ts';
import type { Limits } from '../limits.ts';
import type { Modes } from '../modes.ts';
import type { State } from '../state.ts';
import type { Store } from '../store.ts';
import type { Uris } from '../uris.ts';
import type { Webhooks } from '../webhooks.ts';
import type { Wire } from '../wire.ts';
import type { Shape } from './fields.ts';

export interface Call {
  caller: Caller;
  params: Record<string, string>;
  query: Record<string, string>;
  body: Record<string, unknown>;
}

export interface Operation {
  name: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  scope: string;
  /** The least that the caller's organization must have. */
  plan?: 'paid' | 'enterprise';
  query?: Shape;
  body?: Shape;
  act(call: Call): Answer;
}

/** What the operations need, all of it. */
export interface Parts {
  state: State;
  store: Store;
  wire: Wire;
  uris: Uris;
  clock: Clock;
  ids: Ids;
  modes: Modes;
  limits: Limits;
  bookings: Bookings;
  webhooks: Webhooks;
  log: ActivityLog;
}
