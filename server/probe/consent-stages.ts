/** The stages that are about grants: the first consent, a second one, and what ends what. */
import { isCalendlyError, type Tokens, uuidOf } from '../calendly/index.ts';
import type { Grant } from './grants.ts';
import { type Parts, unseen } from './parts.ts';

const wholeScopes = [
  'users:read',
  'organizations:read',
  'event_types:read',
  'availability:read',
  'scheduled_events:write',
  'webhooks:write',
];
/** Without the scope of the topics about invitees. */
const fewerScopes = ['users:read', 'event_types:read', 'webhooks:write'];

/** A grant, and tokens of it that a refresh used up. */
interface Used {
  grant: Grant;
  former: Tokens;
}

/** Undefined: there is no grant to go on with. */
export async function consentFirst(parts: Parts): Promise<Used | undefined> {
  const { asked, grants, evidence, held, tell } = parts;
  const consent = await grants.ask(
    'first',
    asked.client,
    wholeScopes,
    'Open this address in a browser, sign in with the Calendly account to try, and allow everything.',
  );
  if (!consent.ok) {
    tell({ kind: 'told', words: consent.why });
    return undefined;
  }
  const { grant } = consent;
  held.grant = grant;
  evidence.issuer = grant.issuer;
  await lookAtStanding(parts, grant);
  const former = await grants.refresh(grant);
  evidence.formerAccess = await grants.works(grant, former);
  return { grant, former };
}

async function lookAtStanding({ calendly, grants, evidence }: Parts, grant: Grant): Promise<void> {
  const caller = grants.caller(grant);
  const { ownerUri: user, organizationUri: organization } = grant.tokens;
  evidence.standing = { stage: null, plan: null, role: null };
  try {
    const { stage, plan } = await calendly.organizations.get(caller, uuidOf(organization, 'organization')!);
    const memberships = await calendly.organizationMemberships.list(caller, { user, organization }).page();
    const role = memberships.items[0]?.role ?? null;
    evidence.standing = { stage: stage ?? null, plan: plan ?? null, role };
  } catch (error) {
    if (!isCalendlyError(error, 'forbidden', 'missing_scope', 'not_found')) throw error;
  }
}

/** A second consent with fewer scopes, what it does to the first, and what its end does. */
export async function consentAgain(parts: Parts): Promise<void> {
  const { asked, grants, subscriptions, evidence, held } = parts;
  const first = held.grant!;
  const consent = await grants.ask(
    'again',
    asked.client,
    fewerScopes,
    'Open this address and allow it again, with the same Calendly account. It asks for less this time.',
  );
  const nothingSeen = (words: string) => {
    const why = unseen(words);
    Object.assign(evidence, { firstGrant: why, unreadable: why, sibling: why, subscriptionStands: why });
  };
  if (!consent.ok) return nothingSeen(consent.why);
  const { grant } = consent;
  if (grant.tokens.ownerUri !== first.tokens.ownerUri) {
    await grants.revoke(grant);
    return nothingSeen('It was another Calendly account that consented again.');
  }
  evidence.firstGrant = await grants.works(first);
  const unreadable = await subscriptions.make(grant, { name: 'unreadable', events: ['invitee.created'] });
  evidence.unreadable = unreadable.ok ? null : (unreadable.error.facts.status ?? null);
  if (unreadable.ok) await subscriptions.remove(grant, unreadable.uuid);
  const left = await subscriptions.make(grant, { name: 'left', events: ['event_type.created'] });
  await grants.revoke(grant);
  if (evidence.firstGrant) evidence.sibling = await grants.works(first);
  else evidence.sibling = unseen('The second consent had ended the first grant, so that no other was left.');
  if (!evidence.firstGrant || evidence.sibling === false) held.grant = undefined;
  if (!left.ok) {
    evidence.subscriptionStands = unseen(`No subscription could be made: ${left.error.message}`);
    return;
  }
  const looker = await anyGrant(parts);
  if (!looker) evidence.subscriptionStands = unseen('No grant was left to look with.');
  else evidence.subscriptionStands = (await subscriptions.look(looker, left.uuid)) !== undefined;
}

/** The one that is held, or one more consent where none works any more. */
export async function anyGrant({ asked, grants, held }: Parts): Promise<Grant | undefined> {
  if (held.grant) {
    await grants.keep(held.grant);
    return held.grant;
  }
  const consent = await grants.ask(
    'third',
    asked.client,
    wholeScopes,
    'Calendly has ended the access. Open this address and allow it once more, so that what is left can be looked at and removed.',
  );
  if (consent.ok) held.grant = consent.grant;
  return held.grant;
}

/** A refresh token that was used before is sent again. Nothing comes after it but the end. */
export async function useTwice(parts: Parts, first: Used): Promise<void> {
  const { grants, evidence, held } = parts;
  const grant = await anyGrant(parts);
  if (!grant) {
    evidence.reuse = unseen('No grant was left to try it with.');
    return;
  }
  const used = grant === first.grant ? first.former : await grants.refresh(grant);
  const status = await grants.reuse(grant, used);
  const worksAfter = await grants.works(grant);
  evidence.reuse = { status, worksAfter };
  if (!worksAfter) held.grant = undefined;
}
