/** What the client asks before each request: whether it fits into the budget. Who keeps the budget is handed in. */
import type { Caller } from './client.ts';
import type { Rate } from './rate.ts';

export type Purpose = Caller['purpose'];

/** Whose budget it is, and what for. */
export type Spender = Pick<Caller, 'clientId' | 'userUri' | 'accountId' | 'purpose'>;

/** Leave for one request; `learn` is told once what became of it. */
export interface Permit {
  /** Undefined: no answer came, and Calendly may have counted it. `limited`: it was a 429. */
  learn(rate: Rate | undefined, limited: boolean): void;
}

export interface Budget {
  /**
   * Waits until one request may be sent, or refuses when that would take too long. `books`: for `POST /invitees`,
   * which Calendly limits by itself as well.
   */
  take(
    spender: Spender,
    books: boolean,
  ): Promise<{ ok: true; permit: Permit } | { ok: false; retryAfterMs: number }>;
}
