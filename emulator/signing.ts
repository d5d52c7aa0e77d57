/** Signs deliveries as Calendly does: HMAC-SHA256 over second and bytes, with the key that the modes say. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Delivery, WebhookSubscription } from './entities.ts';
import type { Fault } from './faults.ts';
import type { Modes } from './modes.ts';
import type { State } from './state.ts';

const staleMs = 600_000;

export function createSigner(deps: { state: State; clock: Clock; modes: Modes }) {
  const { state, clock, modes } = deps;

  /** Nothing where nobody has a key. */
  function sign(
    subscription: WebhookSubscription,
    delivery: Delivery,
    body: Uint8Array,
    fault: Fault | undefined,
  ) {
    const key = fault?.kind === 'bad_signature' ? randomBytes(32).toString('hex') : keyOf(subscription);
    if (key === null) return undefined;
    const first = delivery.attempts[0]?.signedAt;
    const resigned = modes.get('retries_resigned') === 'yes' || first === undefined || first === null;
    const age = fault?.kind === 'stale_t' ? (fault.milliseconds ?? staleMs) : 0;
    const t = resigned ? Math.floor((clock.now() - age) / 1000) : first;
    const v1 = createHmac('sha256', key).update(`${t}.`).update(body).digest('hex');
    return { t, header: `t=${t},v1=${v1}` };
  }

  function keyOf(subscription: WebhookSubscription): string | null {
    const application =
      subscription.clientId === null ? undefined : state.applications.get(subscription.clientId);
    if (!application) return subscription.signingKey;
    const mode = modes.get('oauth_signing_key');
    // What nobody outside can know.
    if (mode === 'stranger') return application.clientSecretHash;
    return (mode === 'subscription' && subscription.signingKey) || application.webhookSigningKey;
  }

  return sign;
}
