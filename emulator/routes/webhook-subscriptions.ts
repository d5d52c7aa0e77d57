/** `/webhook_subscriptions`: who may create what, one address once per organization, keys never shown. */
import { administers, type Caller, isColleague } from '../access.ts';
import {
  type Answer,
  type Detail,
  denied,
  hookExists,
  insufficientScope,
  invalid,
  noContent,
  notFound,
  resource,
  upgrade,
} from '../answers.ts';
import type { WebhookSubscription } from '../entities.ts';
import { covers } from '../scopes.ts';
import { idFrom } from '../uris.ts';
import { topics } from '../webhooks.ts';
import { listOf, matching, needed, oneOf, type Shape, text, textOf, uri } from './fields.ts';
import { mayLead } from './groups.ts';
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
  groupId: string | null;
  signingKey: string | null;
}

const shape: Shape = {
  url: needed(matching(/./)),
  events: needed(listOf(oneOf(...Object.keys(topics)))),
  organization: needed(uri),
  scope: needed(oneOf(...scopes)),
  user: uri,
  group: uri,
  signing_key: text(),
};

export function webhookSubscriptionOperations(parts: Parts): Operation[] {
  const { state, wire, uris, clock, ids, modes, webhooks } = parts;

  function create({ caller, body }: Call): Answer {
    const details = wrongBeyondShape(body);
    if (details.length > 0) return invalid(...details);
    const wanted = readWanted(body);
    const refused = refuseUnreadable(caller, wanted) ?? refuseCreate(caller, wanted);
    if (refused) return refused;
    if (isTaken(wanted)) return hookExists;
    const subscription = newSubscription(caller, wanted);
    state.subscriptions.put(subscription);
    return {
      ...resource(wire.subscription(subscription), 201),
      headers: { location: uris.subscription(subscription.id) },
    };
  }

  function isTaken({ organizationId, url, scope, userId, groupId }: Wanted): boolean {
    const uniqueness = modes.get('hook_uniqueness');
    return state.subscriptions
      .where('callback_url = ?', url)
      .some(
        (other) =>
          uniqueness === 'anywhere' ||
          (other.organizationId === organizationId &&
            (uniqueness === 'organization' ||
              (other.scope === scope && other.userId === userId && other.groupId === groupId))),
      );
  }

  /** Topics that the token may not read. */
  function refuseUnreadable(caller: Caller, { events }: Wanted): Answer | undefined {
    const unreadable = events.find((event) => !covers(caller.scopes, topics[event]!.reads));
    if (unreadable === undefined) return undefined;
    return modes.get('missing_read_scope') === '400'
      ? invalid({ parameter: 'events', message: 'is invalid' })
      : insufficientScope(topics[unreadable]!.reads);
  }

  function refuseCreate(caller: Caller, wanted: Wanted): Answer | undefined {
    if (wanted.organizationId !== caller.user.organizationId) return denied();
    const paidTopics = wanted.events.some((event) => topics[event]!.paid);
    const { stage } = caller.organization;
    if (stage === 'free' && (paidTopics || modes.get('free_plan_hooks') === 'refused')) return upgrade.paid;
    const noPermission = denied('You do not have permission');
    const had = state.subscriptions.where(`row ->> '$.creatorId' = ?`, caller.user.id).length;
    if (modes.get('most_subscriptions') === 'ten' && had >= 10) return noPermission;
    if (wanted.groupId !== null) {
      const group = state.groups.get(wanted.groupId);
      if (!group) return notFound;
      return mayLead(state, caller, group) ? undefined : noPermission;
    }
    if (!caller.administers && wanted.userId !== caller.user.id) return noPermission;
    if (wanted.userId === null) return undefined;
    return isColleague(caller, state.users.get(wanted.userId)) ? undefined : notFound;
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
      groupId: wanted.groupId,
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
    const scope = query.scope as Scope;
    if (scope !== 'organization' && !query[scope])
      return invalid({ parameter: scope, message: 'is missing' });
    const organization = idFrom(query.organization);
    const user = scope === 'user' ? idFrom(query.user) : null;
    const group = scope === 'group' ? idFrom(query.group) : null;
    const leads = group !== null && state.groupsOf(caller.user.id, 'admin').includes(group);
    if (user !== caller.user.id && !leads && !administers(caller, organization))
      return denied('You do not have permission to perform this action');
    return listPage<WebhookSubscription>(parts, {
      path: '/webhook_subscriptions',
      query,
      table: 'subscriptions',
      where: [
        ['organization_id = ?', organization],
        ['user_id is ? and group_id is ?', user, group],
        [`row ->> '$.scope' = ?`, scope],
      ],
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
      body: shape,
      act: create,
    },
    {
      name: 'webhookSubscriptions.list',
      method: 'GET',
      path: '/webhook_subscriptions',
      scope: 'webhooks:read',
      query: { organization: needed(uri), scope: needed(oneOf(...scopes)) },
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

function wrongBeyondShape(body: Record<string, unknown>): Detail[] {
  const scope = body.scope as Scope;
  const events = body.events as string[];
  const details: Detail[] = [];
  if (!isCallbackUrl(body.url)) details.push({ parameter: 'url', message: 'is invalid' });
  if (scope !== 'organization' && typeof body[scope] !== 'string')
    details.push({ parameter: scope, message: 'is missing' });
  if (events.length === 0) details.push({ parameter: 'events', message: 'is missing' });
  for (const event of events)
    if (!topics[event]!.scopes.includes(scope))
      details.push({ parameter: 'events', message: `${event} is not allowed in the scope ${scope}` });
  return details;
}

function readWanted(body: Record<string, unknown>): Wanted {
  const scope = body.scope as Scope;
  return {
    url: String(body.url),
    events: [...new Set(body.events as string[])],
    scope,
    organizationId: idFrom(body.organization),
    userId: scope === 'user' ? idFrom(body.user) : null,
    groupId: scope === 'group' ? idFrom(body.group) : null,
    signingKey: textOf(body.signing_key),
  };
}

/** https everywhere; plain http only on this machine. */
function isCallbackUrl(given: unknown): boolean {
  const url = typeof given === 'string' ? URL.parse(given) : null;
  if (!url) return false;
  const onThisMachine = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && onThisMachine);
}
