/** Puts the client together. */
import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import { createApi } from './api.ts';
import { createBook } from './booking.ts';
import type { Budget } from './budget.ts';
import { createCalls } from './calls.ts';
import type { Calendly } from './client.ts';
import { createHttp } from './http.ts';
import { createOAuth } from './oauth.ts';
import { createPass } from './pass.ts';
import { createScheduledEvents } from './scheduled-events.ts';
import { createTellRequest, type OnRequest } from './tell-request.ts';
import { createWebhookSubscriptions } from './webhook-subscriptions.ts';

export function createCalendly(deps: {
  /** Where Calendly is: two origins, or twice the emulator's. */
  apiUrl: string;
  authUrl: string;
  clock: Clock;
  metrics: Metrics;
  budget: Budget;
  /** From the first try to connect to the last byte of the answer. */
  deadlineMs?: number;
  /** How much longer a booking without an answer is left alone before it is looked for. */
  graceMs?: number;
  /** Hears by how many milliseconds our clock is ahead of Calendly's, to about a second. */
  onSkew?: (milliseconds: number) => void;
  /** Hears of each request that was made for an account. */
  onRequest?: OnRequest;
}): Calendly & { close(): Promise<void> } {
  const { budget, deadlineMs = 10_000, graceMs = 5_000, ...place } = deps;
  const http = createHttp({ ...place, deadlineMs, maxBytes: 8 * 1024 * 1024 });
  const tell = createTellRequest(deps.onRequest);
  const api = createApi({ http, budget, tell });
  const calls = createCalls(api);
  return {
    ...calls,
    oauth: createOAuth({ http, tell, authUrl: deps.authUrl }),
    pass: createPass(api),
    book: createBook({ calls, clock: deps.clock, deadlineMs, graceMs }),
    currentUser: calls.users.me,
    webhookSubscriptions: createWebhookSubscriptions(calls),
    scheduledEvents: createScheduledEvents(calls),
    close: http.close,
  };
}
