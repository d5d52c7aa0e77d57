/**
 * Sends what is queued, as Calendly does: many at once, only 2xx counts, back-off doubling from a minute to four
 * hours, and after 24 hours without success the subscription is disabled and its queue dropped. A row leaves the
 * queue only when its answer is known, so that a restart sends again what was under way.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Callbacks } from './callbacks.ts';
import { isoMicros, type MovableClock } from './clock.ts';
import type { Attempt, Delivery, WebhookSubscription } from './entities.ts';
import { type Fault, type Faults, sendFaults } from './faults.ts';
import type { Modes } from './modes.ts';
import { createSigner } from './signing.ts';
import type { State } from './state.ts';
import type { Store } from './store.ts';
import { dropWaiting, toDelivery } from './webhooks.ts';

const connectMs = 10_000;
const readMs = 15_000;
const firstPauseMs = 60_000;
const longestPauseMs = 4 * 60 * 60_000;
const giveUpMs = 24 * 60 * 60_000;
const atOnce = 128;

/** How long to wait after this many failed tries. */
function pauseAfter(failures: number): number {
  return Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
}

/** When its time is over, and what then fails ends the subscription. */
const lastTryAt = ({ createdAt }: Delivery) => Date.parse(createdAt) + giveUpMs;

export interface Courier {
  start(): void;
  wake(): void;
  /** When the next one that waits is due, later than now, in milliseconds since 1970. */
  nextDue(): number | undefined;
  /** Resolves when nothing is due any more and what was sent has its answer, or none. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export function createCourier(deps: {
  state: State;
  store: Store;
  clock: MovableClock;
  faults: Faults;
  modes: Modes;
  callbacks: Callbacks;
}): Courier {
  const { state, store, clock, faults, modes, callbacks } = deps;
  const agent = new Agent({ connect: { timeout: connectMs }, headersTimeout: readMs, bodyTimeout: readMs });
  const underWay = new Map<string, Promise<void>>();
  const sign = createSigner({ state, clock, modes });
  const alarm = clock.alarm(() => sweep());
  let running = false;
  let woken = false;

  function sweep(): void {
    woken = false;
    if (!running) return;
    const free = atOnce - underWay.size;
    const due = store
      .all(
        `select * from deliveries where state = 'waiting' and next_attempt_at <= ?
         order by next_attempt_at, seq limit ?`,
        isoMicros(clock.now()),
        atOnce,
      )
      .map(toDelivery)
      .filter(({ id }) => !underWay.has(id))
      .slice(0, free);
    for (const delivery of due) {
      const sent = send(delivery).finally(() => {
        underWay.delete(delivery.id);
        wake();
      });
      underWay.set(delivery.id, sent);
    }
    alarm.set(nextDue());
  }

  function nextDue(): number | undefined {
    const [row] = store.all(
      `select min(next_attempt_at) as at from deliveries where state = 'waiting' and next_attempt_at > ?`,
      isoMicros(clock.now()),
    );
    return row?.at ? Date.parse(row.at as string) : undefined;
  }

  const isDue = () =>
    store.all(
      `select 1 from deliveries where state = 'waiting' and next_attempt_at <= ? limit 1`,
      isoMicros(clock.now()),
    ).length > 0;

  async function settled(): Promise<void> {
    while (running && (woken || underWay.size > 0 || isDue())) {
      wake();
      await Promise.allSettled(underWay.values());
      await nextTurn();
    }
  }

  /** Once for all wakes of one turn of the event loop. */
  function wake(): void {
    if (woken || !running) return;
    woken = true;
    setImmediate(sweep);
  }

  async function send(delivery: Delivery): Promise<void> {
    const subscription = state.subscriptions.get(delivery.subscriptionId);
    if (!subscription) return dropWaiting(store, delivery.subscriptionId);
    const fault = faults.take('delivery', sendFaults);
    const attempt = await post(subscription, delivery, fault);
    if (fault?.kind === 'duplicate') await post(subscription, delivery, undefined);
    if (running) settle(delivery, attempt);
  }

  async function post(
    subscription: WebhookSubscription,
    delivery: Delivery,
    fault: Fault | undefined,
  ): Promise<Attempt> {
    const startedAt = clock.now();
    const body = bodyOf(delivery);
    const signed = sign(subscription, delivery, body, fault);
    const attempt = { at: isoMicros(startedAt), signedAt: signed?.t ?? null };
    if (fault?.kind === 'unreachable') {
      return {
        ...attempt,
        status: null,
        error: 'ConnectTimeoutError: Connect Timeout Error',
        milliseconds: 0,
      };
    }
    const started = performance.now();
    const took = () => Math.round(performance.now() - started);
    try {
      const answer = await request(callbacks.local(subscription.callbackUrl), {
        dispatcher: agent,
        method: 'POST',
        headers: {
          'user-agent': 'Calendly',
          accept: '*/*',
          'accept-encoding': 'gzip',
          'content-type': 'application/json',
          ...(signed ? { 'calendly-webhook-signature': signed.header } : {}),
        },
        body,
      });
      await answer.body.dump();
      return { ...attempt, status: answer.statusCode, error: null, milliseconds: took() };
    } catch (error) {
      const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return { ...attempt, status: null, error: words, milliseconds: took() };
    }
  }

  /** The stored bytes, but for the envelope's time, which stands first, where retries renew it. */
  function bodyOf(delivery: Delivery): Uint8Array {
    if (delivery.attempts.length === 0 || modes.get('retry_created_at') === 'same') return delivery.body;
    const now = `{"created_at":"${isoMicros(Math.floor(clock.now() / 1000) * 1000)}"`;
    return Buffer.concat([Buffer.from(now), delivery.body.subarray(now.length)]);
  }

  /** One transaction: the attempt, what becomes of the delivery, and of its subscription. */
  function settle(delivery: Delivery, attempt: Attempt): void {
    state.transaction(() => {
      const subscription = state.subscriptions.get(delivery.subscriptionId);
      const attempts = [...delivery.attempts, attempt];
      const delivered = attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
      const next = delivered ? null : isoMicros(nextTryAt(delivery, attempts.length));
      store.run(
        `update deliveries set attempts = ?, state = case when state = 'dropped' then state else ? end,
           next_attempt_at = case when state = 'dropped' then null else ? end, held = 0 where id = ?`,
        JSON.stringify(attempts),
        delivered ? 'delivered' : 'waiting',
        next,
        delivery.id,
      );
      releaseHeld(delivery);
      if (!subscription || subscription.state === 'disabled') return;
      if (delivered) markRecovered(subscription);
      else markFailed(subscription, delivery, attempt);
    });
  }

  function nextTryAt(delivery: Delivery, failures: number): number {
    const now = clock.now();
    return Math.min(now + pauseAfter(failures), Math.max(lastTryAt(delivery), now));
  }

  function releaseHeld(delivery: Delivery): void {
    store.run(
      `update deliveries set held = 0, next_attempt_at = ?
       where subscription_id = ? and state = 'waiting' and held = 1
         and seq < (select seq from deliveries where id = ?)`,
      isoMicros(clock.now()),
      delivery.subscriptionId,
      delivery.id,
    );
  }

  function markRecovered(subscription: WebhookSubscription): void {
    if (subscription.retryStartedAt === null || modes.get('after_recovery') === 'kept') return;
    state.subscriptions.put({ ...subscription, retryStartedAt: null, updatedAt: clock.iso() });
  }

  function markFailed(subscription: WebhookSubscription, delivery: Delivery, attempt: Attempt): void {
    const updatedAt = clock.iso();
    const retryStartedAt = subscription.retryStartedAt ?? updatedAt;
    const over = clock.now() >= lastTryAt(delivery);
    const gone = attempt.status === 410 && modes.get('gone_410') === 'disables';
    const ends = gone || (over && (modes.get('disabled_rule') === 'alone' || anotherFails(delivery)));
    const after = ends ? ('disabled' as const) : ('active' as const);
    state.subscriptions.put({ ...subscription, retryStartedAt, state: after, updatedAt });
    if (ends) dropWaiting(store, subscription.id);
    else if (over) drop(delivery);
  }

  function anotherFails({ id, subscriptionId }: Delivery): boolean {
    const [found] = store.all(
      `select 1 from deliveries where subscription_id = ? and id <> ? and state = 'waiting'
         and json_array_length(attempts) > 0 limit 1`,
      subscriptionId,
      id,
    );
    return found !== undefined;
  }

  function drop({ id }: Delivery): void {
    store.run(`update deliveries set state = 'dropped', next_attempt_at = null where id = ?`, id);
  }

  return {
    start() {
      running = true;
      wake();
    },
    wake,
    nextDue,
    settled,
    async stop() {
      running = false;
      alarm.set(undefined);
      await agent.destroy();
      await Promise.allSettled(underWay.values());
    },
  };
}
