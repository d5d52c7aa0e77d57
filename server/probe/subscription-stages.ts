/** The stages that need no booking: who may subscribe, how often, and to which addresses. */
import { type Parts, unseen } from './parts.ts';

/** One more than the least limit that anybody has told of. */
const manyAtMost = 11;
const refusals: readonly string[] = ['forbidden', 'invalid', 'conflict'];
const invitees = ['invitee.created', 'invitee.canceled'];

/** The subscriptions that the later stages listen with. */
export interface Listening {
  /** Answers every delivery with success. */
  healthy: string;
  /** Fails the first try. */
  once: string | undefined;
  /** Answers the first try with 410. */
  gone: string | undefined;
}

/** Undefined: Calendly lets this account have none. */
export async function subscribe(parts: Parts): Promise<Listening | undefined> {
  const { subscriptions, listener, evidence, held, tell } = parts;
  const grant = held.grant!;
  const swept = await subscriptions.sweep(grant);
  if (swept > 0) {
    tell({ kind: 'told', words: `Removed ${swept} subscriptions that an earlier run had left.` });
  }
  const made = await subscriptions.make(grant, { name: 'healthy', events: invitees });
  evidence.subscribing = { made: made.ok, status: made.ok ? 201 : (made.error.facts.status ?? null) };
  if (!made.ok) {
    tell({ kind: 'told', words: `Calendly lets this account have no subscription. ${made.error.wayOut}` });
    return undefined;
  }
  await trySameAddress(parts);
  const fail = (status: number) => (earlier: number) => (earlier === 0 ? status : 200);
  listener.answer('once', fail(503));
  listener.answer('gone', fail(410));
  const once = await subscriptions.make(grant, { name: 'once', events: invitees });
  const gone = await subscriptions.make(grant, { name: 'gone', events: invitees });
  await makeMany(parts);
  return {
    healthy: made.uuid,
    once: once.ok ? once.uuid : undefined,
    gone: gone.ok ? gone.uuid : undefined,
  };
}

async function trySameAddress(parts: Parts): Promise<void> {
  const { subscriptions, evidence, held } = parts;
  const grant = held.grant!;
  const again = await subscriptions.make(grant, { name: 'healthy', events: invitees, scope: 'organization' });
  if (again.ok) {
    await subscriptions.remove(grant, again.uuid);
    evidence.sameAddress = true;
  } else if (again.error.kind === 'conflict') {
    evidence.sameAddress = false;
    evidence.sameAddressElsewhere = await tryElsewhere(parts);
  } else {
    evidence.sameAddress = unseen(
      'It takes an owner or administrator of the organization, and this person is none.',
    );
  }
}

async function tryElsewhere({ asked, grants, subscriptions, held }: Parts) {
  if (!asked.elsewhere) {
    return unseen(
      'The organization could not have it twice. Whether another could takes somebody of another organization: --elsewhere.',
    );
  }
  const consent = await grants.ask(
    'elsewhere',
    asked.client,
    ['users:read', 'event_types:read', 'webhooks:write'],
    'Open this address in a private window, and allow it with a Calendly account of another organization.',
  );
  if (!consent.ok) return unseen(consent.why);
  const { grant } = consent;
  try {
    if (grant.tokens.organizationUri === held.grant!.tokens.organizationUri) {
      return unseen('It was an account of the same organization.');
    }
    const made = await subscriptions.make(grant, { name: 'healthy', events: ['event_type.created'] });
    if (made.ok) await subscriptions.remove(grant, made.uuid);
    if (made.ok || made.error.kind === 'conflict') return made.ok;
    return unseen(`Calendly refused it for another reason: ${made.error.message}`);
  } finally {
    await grants.revoke(grant);
  }
}

async function makeMany({ subscriptions, evidence, held }: Parts): Promise<void> {
  const grant = held.grant!;
  const more: string[] = [];
  let refused = false;
  while (!refused && subscriptions.standing() < manyAtMost) {
    const made = await subscriptions.make(grant, { name: `more-${more.length + 1}`, events: invitees });
    if (made.ok) more.push(made.uuid);
    else if (refusals.includes(made.error.kind)) refused = true;
    else {
      evidence.many = unseen(`It could not be tried: ${made.error.message}`);
      break;
    }
  }
  evidence.many ??= { stood: subscriptions.standing(), refused };
  for (const uuid of more) await subscriptions.remove(grant, uuid);
}
