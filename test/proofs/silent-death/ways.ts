/** The ways in which an account can break: what happens, the name it gets, the way out. */
import { fromWireId } from '../../../server/ids.ts';
import { call } from '../../support/emulator.ts';
import type { Room, Subject } from './room.ts';

export interface Way {
  name: string;
  /** What happens. */
  breaks(room: Room, subject: Subject): Promise<unknown>;
  /** The code that is told; null: it is mended without anybody, before anybody is told. */
  named: string | null;
  /** Where it is told, if not on the account. */
  where?: 'attention';
  /** What the way out must speak of. */
  wayOut?: RegExp;
  /** The way out, gone; nothing where it mends itself. */
  mends?(room: Room, subject: Subject): Promise<unknown>;
  /** So like another one that the short form leaves it out. */
  long?: true;
  /** An application of its own, since all accounts of it break. */
  alone?: true;
  /** A booking while it is broken would have to wait for the person. */
  unheard?: true;
}

const hour = 3600;
const scopesWithout = (scope: string) =>
  [
    'users:read',
    'organizations:read',
    'event_types:read',
    'availability:read',
    'scheduled_events:write',
    'webhooks:write',
  ].filter((one) => !one.startsWith(scope));

const reconnect = (room: Room, { id, person }: Subject) => room.consent(id, person);
const calm = (room: Room) => room.calm();
async function calmAndReconnect(room: Room, subject: Subject): Promise<void> {
  await room.calm();
  await reconnect(room, subject);
}
const modes = (room: Room, set: object) => room.emulator.send('POST', '/modes', set);

async function asStranger(room: Room, { person }: Subject) {
  const token = await room.foreignToken(person);
  const [own] = await room.standing(person);
  const me = (await call(room.emulator, token, 'GET', '/users/me')).body.resource;
  const remove = (id = own!.id) => call(room.emulator, token, 'DELETE', `/webhook_subscriptions/${id}`);
  const subscribe = (url: string, events = ['invitee.created']) =>
    call(room.emulator, token, 'POST', '/webhook_subscriptions', {
      ...{ url, events, organization: me.current_organization, user: me.uri, scope: 'user' },
    });
  return { own: own!, remove, subscribe };
}

async function installationOf(room: Room): Promise<string> {
  const [row] = await room.sql<{ id: string }>('select id from slotwire.installation', []);
  return row!.id.replaceAll('-', '');
}

/** Each of one account alone, so that all of them happen in the same quarter of an hour. */
export const ownWays: Way[] = [
  {
    name: 'access taken away at Calendly',
    breaks: ({ emulator }, { person, application }) =>
      emulator.send('POST', '/revoke', { user: person.id, client: application.client.client_id }),
    named: 'access_revoked',
    wayOut: /Re-connect/,
    mends: reconnect,
  },
  {
    name: 'password changed, which ends every application’s access',
    long: true,
    breaks: ({ emulator }, { person }) => emulator.send('POST', '/revoke', { user: person.id }),
    named: 'access_revoked',
    wayOut: /Re-connect/,
    mends: reconnect,
  },
  {
    name: 'access taken away, and its subscription with it',
    long: true,
    async breaks(room, { person }) {
      await modes(room, { hooks_after_revoke: 'remove' });
      await room.emulator.send('POST', '/revoke', { user: person.id });
      await modes(room, { hooks_after_revoke: 'keep' });
    },
    named: 'access_revoked',
    wayOut: /Re-connect/,
    mends: reconnect,
  },
  {
    name: 'access token ended before its time',
    breaks: ({ emulator }, { person }) => emulator.send('POST', '/expire', { user: person.id }),
    named: null,
  },
  {
    name: 'application deleted at Calendly',
    breaks: ({ emulator }, { application }) =>
      emulator.send('POST', '/applications/delete', { client_id: application.client.client_id }),
    named: 'client_refused',
    wayOut: /Client ID|secret/,
    alone: true,
    unheard: true,
  },
  {
    name: 'client secret replaced at Calendly',
    breaks: ({ emulator }, { application }) =>
      emulator.send('POST', '/applications/secret', {
        client_id: application.client.client_id,
        client_secret: 'another secret',
      }),
    named: 'client_refused',
    wayOut: /secret/,
    mends: ({ service }, { application }) =>
      service.operator.send('PATCH', `/api/v1/connections/${application.connectionId}`, {
        clientSecret: 'another secret',
      }),
    alone: true,
  },
  {
    name: 'permission for webhooks withdrawn',
    breaks: ({ emulator }, { person }) =>
      emulator.send('POST', '/scopes', { user: person.id, scopes: scopesWithout('webhooks') }),
    named: 'permission_missing',
    wayOut: /Reconnect to grant/,
    mends: reconnect,
  },
  {
    name: 'permission to read bookings withdrawn',
    breaks: ({ emulator }, { person }) =>
      emulator.send('POST', '/scopes', { user: person.id, scopes: scopesWithout('scheduled_events') }),
    named: 'permission_missing',
    wayOut: /Reconnect to grant/,
    mends: reconnect,
  },
  {
    name: 'person removed from their organization',
    async breaks({ emulator }, { person }) {
      await emulator.send('POST', '/leave', { user: person.id });
      await emulator.send('POST', '/plan', { user: person.id, plan: 'standard', stage: 'paid' });
    },
    named: null,
  },
  {
    name: 'role lowered',
    long: true,
    breaks: ({ emulator }, { person }) => emulator.send('POST', '/role', { user: person.id, role: 'user' }),
    named: null,
  },
  {
    name: 'plan lowered to one without webhooks, and the subscription gone',
    async breaks(room, subject) {
      const { remove } = await asStranger(room, subject);
      await modes(room, { free_plan_hooks: 'refused' });
      await room.emulator.send('POST', '/plan', { user: subject.person.id, plan: 'basic', stage: 'free' });
      await remove();
    },
    named: 'subscription_not_allowed',
    wayOut: /plan/,
    async mends(room, subject) {
      await modes(room, { free_plan_hooks: 'allowed' });
      await reconnect(room, subject);
    },
  },
  {
    name: 'plan lowered, the subscription left as it is',
    long: true,
    breaks: ({ emulator }, { person }) =>
      emulator.send('POST', '/plan', { user: person.id, plan: 'basic', stage: 'free' }),
    named: null,
  },
  {
    name: 'subscription deleted at Calendly',
    breaks: async (room, subject) => (await asStranger(room, subject)).remove(),
    named: null,
  },
  {
    name: 'subscription deleted, and its address taken by other software',
    async breaks(room, subject) {
      const { own, remove, subscribe } = await asStranger(room, subject);
      await remove();
      await subscribe(own.callbackUrl);
    },
    named: null,
  },
  {
    name: 'subscription put in place by others for fewer topics',
    long: true,
    async breaks(room, subject) {
      const { own, remove, subscribe } = await asStranger(room, subject);
      await remove();
      await subscribe(own.callbackUrl, ['invitee.canceled']);
    },
    named: null,
  },
  {
    name: 'a subscription of an earlier life beside it',
    async breaks(room, subject) {
      const { subscribe } = await asStranger(room, subject);
      const address = `${room.service.url}/api/calendly/webhook/${await installationOf(room)}.${'B'.repeat(43)}`;
      await subscribe(address);
    },
    named: null,
  },
  {
    name: 'nobody looks after it any more',
    breaks: (room, { id }) =>
      room.sql(
        `update slotwire.jobs set due_at = due_at + interval '1 year' where name = 'subscriptions.ensure' and key = $1`,
        [fromWireId('account', id)],
      ),
    named: 'watch_overdue',
    wayOut: /Repair/,
    // What others mend meanwhile changes the plan, which is then asked for again.
    mends: ({ service, wait }, { id }) =>
      wait('a repair', async () => {
        const path = `/api/v1/accounts/${id}/repair`;
        const { body } = await service.operator.post<{ basis: string }>(`${path}/plan`, {});
        const begun = await service.operator.post(path, { basis: body.basis });
        return begun.status === 202;
      }),
  },
];

/** Faults of Calendly's, or of the way to it, that strike everybody at once: one after the other. */
export const sharedWays: Way[] = [
  {
    name: 'Calendly does not tell of bookings',
    breaks: (room) =>
      room.fault({ operation: 'delivery', kind: 'delay', milliseconds: 60 * 24 * hour * 1000 }),
    named: 'silent',
    wayOut: /public address/,
    mends: calm,
  },
  {
    name: 'Calendly cannot reach us',
    breaks: (room) => room.fault({ operation: 'delivery', kind: 'unreachable' }),
    named: 'subscription_retrying',
    wayOut: /public address/,
    mends: calm,
  },
  {
    name: 'Calendly answers nothing but errors',
    breaks: (room) => room.fault({ operation: '*', kind: 'status', status: 503 }),
    named: 'calendly_unanswered',
    wayOut: /asked again/,
    mends: calm,
  },
  {
    name: 'Calendly says that too much is asked',
    breaks: (room) => room.fault({ operation: 'webhookSubscriptions.list', kind: 'status', status: 429 }),
    named: 'calendly_unanswered',
    wayOut: /asked again/,
    mends: calm,
  },
  {
    name: 'answers that nobody can read',
    breaks: (room) => room.fault({ operation: 'webhookSubscriptions.list', kind: 'malformed' }),
    named: 'calendly_unanswered',
    wayOut: /asked again/,
    mends: calm,
  },
  {
    name: 'connections cut before the answer',
    breaks: (room) => room.fault({ operation: 'webhookSubscriptions.list', kind: 'lost_after' }),
    named: 'calendly_unanswered',
    wayOut: /asked again/,
    mends: calm,
  },
  {
    name: 'bookings may not be listed any more',
    breaks: (room) => room.fault({ operation: 'scheduledEvents.list', kind: 'status', status: 403 }),
    named: 'not_readable',
    wayOut: /organization/,
    mends: calmAndReconnect,
  },
  {
    name: 'subscriptions may not be listed any more',
    breaks: (room) => room.fault({ operation: 'webhookSubscriptions.list', kind: 'status', status: 403 }),
    named: 'subscription_not_allowed',
    wayOut: /plan and role/,
    mends: calmAndReconnect,
  },
  {
    name: 'Calendly signs with a key that nobody has',
    breaks: (room) => modes(room, { oauth_signing_key: 'stranger' }),
    named: 'signing_key_unknown',
    wayOut: /signing key/,
    mends: (room) => modes(room, { oauth_signing_key: 'subscription' }),
  },
  {
    name: 'deliveries with a broken signature',
    breaks: (room) => room.fault({ operation: 'delivery', kind: 'bad_signature' }),
    named: 'deliveries_refused',
    where: 'attention',
    wayOut: /key/,
    mends: calm,
  },
  {
    name: 'deliveries from long ago by their signature',
    breaks: (room) => room.fault({ operation: 'delivery', kind: 'stale_t', milliseconds: 600_000 }),
    named: null,
    mends: calm,
  },
  {
    name: 'deliveries twice',
    breaks: (room) => room.fault({ operation: 'delivery', kind: 'duplicate' }),
    named: null,
    mends: calm,
  },
];

/** These last: whoever is refused everything has to come back in person. */
export const lastWays: Way[] = [
  {
    name: 'a fresh token refused like the one before',
    breaks: (room) => room.fault({ operation: 'webhookSubscriptions.list', kind: 'status', status: 401 }),
    named: 'access_refused',
    wayOut: /Re-connect/,
    mends: calmAndReconnect,
  },
];
