/** Reading the truth: people, the whole state, and the bytes of a delivery. Never a token, only hashes. */
import { createHash } from 'node:crypto';
import type { Delivery, Grant, TokenPair, User } from '../entities.ts';
import { eventAsOf } from '../location.ts';
import { toDelivery } from '../webhooks.ts';
import { type Control, type ControlParts, done, wrong } from './control.ts';

export function dumpControls(parts: ControlParts): Control[] {
  const { state, store, uris, clock, edge } = parts;

  const person = (user: User) => ({
    id: user.id,
    uri: uris.user(user.id),
    name: user.name,
    email: user.email,
    slug: user.slug,
    role: user.role,
    timezone: user.timezone,
    event_types: state.eventTypesOf(user.id).map((type) => ({
      uri: uris.eventType(type.id),
      slug: type.slug,
      name: type.name,
      kind: type.kind,
      duration: type.durationMinutes,
    })),
  });

  const kinds: Record<string, () => unknown[]> = {
    organizations: () => state.organizations.where('true'),
    people: () => state.people().map(person),
    applications: () =>
      state.applications
        .where('true')
        .map(({ clientSecretHash: _secret, webhookSigningKey: _key, ...shown }) => shown),
    events: () =>
      state.events.where('true order by start_time').map((event) => eventAsOf(event, clock.now())),
    invitees: () => state.invitees.where('true order by created_at'),
    grants: () => state.grants.where('true'),
    tokens: () => state.tokens.where('true').map((pair) => toToken(pair, state.grants.get(pair.grantId)!)),
    personalTokens: () => state.personalTokens.where('true'),
    subscriptions: () =>
      state.subscriptions
        .where('true order by created_at')
        .map(({ signingKey, ...shown }) => ({ ...shown, hasSigningKey: signingKey !== null })),
    deliveries: () => store.all('select * from deliveries order by seq').map(toDelivery).map(toEntry),
    operations: () => edge.counters().operations,
    calls: () => edge.counters().calls,
    refreshTokens: () => edge.counters().refreshTokens,
  };

  return [
    {
      method: 'GET',
      path: '/people',
      act: () => done({ people: state.people().map(person) }),
    },
    {
      method: 'GET',
      path: '/dump',
      act({ query }) {
        const asked = query.kinds?.split(',') ?? Object.keys(kinds);
        const unknown = asked.find((kind) => !Object.hasOwn(kinds, kind));
        if (unknown !== undefined)
          return wrong(`There is no kind “${unknown}”; there are ${Object.keys(kinds).join(', ')}.`);
        return done(Object.fromEntries(asked.map((kind) => [kind, kinds[kind]!()])));
      },
    },
    {
      method: 'GET',
      path: '/deliveries/:id',
      act({ params }) {
        const [row] = store.all('select * from deliveries where id = ?', params.id!);
        if (!row) return wrong('There is no such delivery.', 404);
        return { bytes: toDelivery(row).body };
      },
    },
  ];
}

function toToken(pair: TokenPair, grant: Grant) {
  return { ...pair, userId: grant.userId, clientId: grant.clientId, scopes: grant.scopes };
}

function toEntry({ body, ...shown }: Delivery) {
  return { ...shown, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') };
}
