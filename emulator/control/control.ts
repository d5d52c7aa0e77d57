/** One verb of the control interface, and what all of them may use. */
import type { Authorize } from '../authorize.ts';
import type { Callbacks } from '../callbacks.ts';
import type { MovableClock } from '../clock.ts';
import type { Courier } from '../courier.ts';
import type { Edge } from '../edge.ts';
import type { Faults } from '../faults.ts';
import type { Forms } from '../forms.ts';
import type { OAuth } from '../oauth.ts';
import type { PersonalTokens } from '../personal-tokens.ts';
import type { Parts } from '../routes/operation.ts';
import type { Snapshots } from '../snapshots.ts';

export interface ControlParts extends Parts {
  clock: MovableClock;
  authorize: Authorize;
  oauth: OAuth;
  personalTokens: PersonalTokens;
  callbacks: Callbacks;
  edge: Edge;
  faults: Faults;
  forms: Forms;
  courier: Courier;
  /** The names of everything that a fault may strike, beside `delivery` and `*`. */
  operations: string[];
  /** With the seed of the start unless another is named. */
  reset: (seed: number | undefined) => void;
  snapshots: Snapshots;
}

export interface ControlCall {
  params: Record<string, string>;
  query: Record<string, string>;
  body: Record<string, unknown>;
}

/** What a control answers: a value or JSON's bytes for 200, or words for what was wrong with the request. */
export type ControlAnswer = { value: unknown } | { bytes: Uint8Array } | { wrong: string; status?: number };

export interface Control {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  act(call: ControlCall): ControlAnswer | Promise<ControlAnswer>;
}

export const done = (value: unknown): ControlAnswer => ({ value });
export const wrong = (words: string, status = 400): ControlAnswer => ({ wrong: words, status });
