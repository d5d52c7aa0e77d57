/** `/webhook_subscriptions`: who may create what, one address once per organization, keys never shown. */
import { administers, type Caller } from '../access.ts';
import {
  type Answer,
  type Detail,
  denied,
  hookExists,
  invalid,
  noContent,
  notFound,
  resource,
} from '../answers.ts';
import type { WebhookSubscription } from '../entities.ts';
import { covers } from '../scopes.ts';
import { idFrom } from '../uris.ts';
import { topics } from '../webhooks.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { listPage } from './page.ts';

const scopes = ['organization', 'user', 'group'] as const;
type Scope = (typeof scopes)[number];

interface Wanted {
  url: string;
  events: string[];
  scope: Scope;
  organizationId: string;
  userId: string | null;
  signingKey: string | null;
}

export function webhookSubscriptionOperations(parts: Parts): Operation[] {
  const { state, wire, uris, clock, ids, modes, webhooks } = parts;

  function create({ caller, body }: Call): Answer {
    const read = readWanted(body);
    if (!read.ok) return invalid(...read.details);
    const { wanted } = read;
    const unreadable = wanted.events.filter((event) => !covers(caller.scopes, topics[event]!.reads));
    if (unreadable.length > 0) return invalid({ parameter: 'events', message: 'is invalid' });
    const refused = refuseCreate(caller, wanted);
    if (refused) return refused;
    const taken = state.subscriptions.where(
      'organization_id = ? and callback_url = ?',
      wanted.organizationId,
      wanted.url,
    );
    if (taken.length > 0) return hookExists;
    const subscription = newSubscription(caller, wanted);
    state.subscriptions.put(subscription);
    return {
      ...resource(wire.subscription(subscription), 201),
      headers: { location: uris.subscription(subscription.id) },
    };
  }

  function refuseCreate(caller: Caller, wanted: Wanted): Answer | undefined {
    if (wanted.scope === 'group') return notFound;
    if (wanted.organizationId !== caller.user.organizationId) return denied();
    const { stage } = state.organizations.get(wanted.organizationId)!;
    const paidTopics = wanted.events.some((event) => topics[event]!.paid);
    if (stage === 'free' && (paidTopics || modes.get('free_plan_hooks') === 'refused'))
      return denied('Please upgrade to a paid Calendly account.');
    if (caller.administers) {
      const known = wanted.userId === null || state.users.get(wanted.userId);
      return known ? undefined : notFound;
    }
    return wanted.scope === 'user' && wanted.userId === caller.user.id
      ? undefined
      : denied('You do not have permission');
  }

  function newSubscription(caller: Caller, wanted: Wanted): WebhookSubscription {
    const now = clock.iso();
    return {
      id: ids.uuid(),
      callbackUrl: wanted.url,
      events: wanted.events,
      scope: wanted.scope,
      organizationId: wanted.organizationId,
      userId: wanted.userId,
      groupId: null,
      creatorId: caller.user.id,
      clientId: caller.clientId,
      signingKey: wanted.signingKey,
      state: 'active',
      retryStartedAt: null,
      createdAt: now,
      updatedAt: now,
    };
  }

  function list({ caller, query }: Call): Answer {
    const scope = query.scope;
    const details: Detail[] = [];
    if (!query.organization) details.push({ parameter: 'organization', message: 'is missing' });
    if (!scopes.includes(scope as Scope)) details.push(wrongScope);
    if (scope === 'user' && !query.user) details.push({ parameter: 'user', message: 'is missing' });
    if (details.length > 0) return invalid(...details);
    const organization = idFrom(query.organization);
    const user = scope === 'user' ? idFrom(query.user) : null;
    if (user !== caller.user.id && !administers(caller, organization))
      return denied('You do not have permission to perform this action');
    return listPage<WebhookSubscription>(parts, {
      path: '/webhook_subscriptions',
      query,
      table: 'subscriptions',
      condition: `organization_id = ? and user_id is ? and row ->> '$.scope' = ?`,
      values: [organization, user, scope!],
      sorts: { created_at: 'created_at' },
      present: wire.subscription,
    });
  }

  function find({ caller, params }: Call): { subscription: WebhookSubscription } | Answer {
    const subscription = state.subscriptions.get(params.uuid!);
    if (!subscription) return notFound;
    const own = [subscription.userId, subscription.creatorId].includes(caller.user.id);
    return own || administers(caller, subscription.organizationId)
      ? { subscription }
      : denied('You do not have permission to perform this action');
  }

  function get(call: Call): Answer {
    const found = find(call);
    return 'subscription' in found ? resource(wire.subscription(found.subscription)) : found;
  }

  function remove(call: Call): Answer {
    const found = find(call);
    if (!('subscription' in found)) return found;
    webhooks.remove(found.subscription);
    return noContent;
  }

  return [
    {
      name: 'webhookSubscriptions.create',
      method: 'POST',
      path: '/webhook_subscriptions',
      scope: 'webhooks:write',
      act: create,
    },
    {
      name: 'webhookSubscriptions.list',
      method: 'GET',
      path: '/webhook_subscriptions',
      scope: 'webhooks:read',
      act: list,
    },
    {
      name: 'webhookSubscriptions.get',
      method: 'GET',
      path: '/webhook_subscriptions/:uuid',
      scope: 'webhooks:read',
      act: get,
    },
    {
      name: 'webhookSubscriptions.delete',
      method: 'DELETE',
      path: '/webhook_subscriptions/:uuid',
      scope: 'webhooks:write',
      act: remove,
    },
  ];
}

const wrongScope: Detail = { parameter: 'scope', message: `must be one of: ${scopes.join(', ')}` };

type Read = { ok: true; wanted: Wanted } | { ok: false; details: Detail[] };

function readWanted(body: Record<string, unknown>): Read {
  const details: Detail[] = [];
  const scope = body.scope as Scope;
  const events = Array.isArray(body.events) ? body.events.map(String) : [];
  if (!isCallbackUrl(body.url)) details.push({ parameter: 'url', message: 'is invalid' });
  if (typeof body.organization !== 'string')
    details.push({ parameter: 'organization', message: 'is missing' });
  if (!scopes.includes(scope)) details.push(wrongScope);
  else if (scope !== 'organization' && typeof body[scope] !== 'string')
    details.push({ parameter: scope, message: 'is missing' });
  if (events.length === 0) details.push({ parameter: 'events', message: 'is missing' });
  for (const event of events) {
    if (!Object.hasOwn(topics, event))
      details.push({ parameter: 'events', message: `must be one of: ${Object.keys(topics).join(', ')}` });
    else if (scopes.includes(scope) && !topics[event]!.scopes.includes(scope))
      details.push({ parameter: 'events', message: `${event} is not allowed in the scope ${scope}` });
  }
  if (details.length > 0) return { ok: false, details };
  const { url, signing_key: key } = body;
  return {
    ok: true,
    wanted: {
      url: String(url),
      events: [...new Set(events)],
      scope,
      organizationId: idFrom(body.organization),
      userId: scope === 'user' ? idFrom(body.user) : null,
      signingKey: typeof key === 'string' && key !== '' ? key : null,
    },
  };
}

/** https everywhere; plain http only on this machine. */
function isCallbackUrl(given: unknown): boolean {
  const url = typeof given === 'string' ? URL.parse(given) : null;
  if (!url) return false;
  const onThisMachine = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && onThisMachine);
}
