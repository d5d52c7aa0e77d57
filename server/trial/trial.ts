/**
 * Trying it out where Calendly is the emulator on this machine: a booking made at its page's other side, and where it
 * got to. What arrives here goes the way of every delivery; nothing is short-cut.
 */
import type { TrialPeople, TrialStep, TrialTrace } from '../../sdk/types.ts';
import type { AccountViews } from '../accounts/index.ts';
import type { Clock } from '../clock.ts';
import type { Connections } from '../connections/index.ts';
import type { Database } from '../db/index.ts';
import type { Deliveries } from '../deliveries/index.ts';
import { Failure } from '../errors.ts';
import { toWireId } from '../ids.ts';
import type { Meetings } from '../meetings/index.ts';
import { getTenant } from '../tenants/index.ts';
import type { Acted, Emulator } from './emulator.ts';

const most = 100;
const invitee = { name: 'Tess Trial', email: 'tess@example.com' };

export interface Trial {
  /** Who can be booked: connected accounts, with their event types. */
  people(tenantId: string): Promise<TrialPeople>;
  /** Books the next free time of an event type. */
  book(tenantId: string, accountId: string, eventType: string): Promise<TrialStep>;
  cancel(tenantId: string, meetingId: string): Promise<TrialStep>;
  /** To the next free time. */
  move(tenantId: string, meetingId: string): Promise<TrialStep>;
  trace(
    tenantId: string,
    of: { accountId: string; event: string; invitee: string; after: string },
  ): Promise<TrialTrace>;
  /** Registers an application at the emulator and adds it as a connection; its id. */
  connect(tenantId: string): Promise<number>;
}

export function createTrial(deps: {
  database: Database;
  clock: Clock;
  emulator: Emulator;
  accountViews: Pick<AccountViews, 'list' | 'find'>;
  connections: Pick<Connections, 'create'>;
  deliveries: Pick<Deliveries, 'trace'>;
  meetings: Pick<Meetings, 'findTail' | 'findByInvitee'>;
  redirectUri: string;
}): Trial {
  const { database, clock, emulator, accountViews, connections, deliveries, meetings } = deps;

  async function act(
    accountId: string,
    run: () => Promise<Acted>,
    page: (acted: Acted) => string,
  ): Promise<TrialStep> {
    const after = clock.iso();
    const acted = await run();
    return {
      accountId: toWireId('account', accountId),
      event: acted.event.id,
      invitee: acted.invitee.id,
      startTime: acted.event.start_time,
      after,
      at: acted.invitee.updated_at,
      now: clock.iso(),
      page: `${emulator.url}${page(acted)}`,
    };
  }

  async function tailOf(tenantId: string, meetingId: string) {
    const tail = await database.tenantTransaction(tenantId, (tx) => meetings.findTail(tx, meetingId));
    if (!tail) throw new Failure('not_found');
    return tail;
  }

  const pageOf = ({ invitee: { id } }: Acted) => `/bookings/${id}`;

  return {
    async people(tenantId) {
      const accounts = await database.tenantTransaction(tenantId, (tx) =>
        accountViews.list(tx, { state: 'connected' }, most),
      );
      const byUri = new Map((await emulator.people()).map((person) => [person.uri, person]));
      return {
        people: accounts.flatMap(({ id, calendly }) => {
          const person = calendly && byUri.get(calendly.userUri);
          return person
            ? [{ accountId: id, name: person.name, eventTypes: person.event_types.map(typeOf) }]
            : [];
        }),
      };
    },

    async book(tenantId, accountId, eventType) {
      const account = await database.tenantTransaction(tenantId, (tx) => accountViews.find(tx, accountId));
      if (account?.status.state !== 'connected') throw new Failure('account_not_connected');
      const person = (await emulator.people()).find(({ uri }) => uri === account.calendly!.userUri);
      const type = person?.event_types.find(({ uri }) => uri === eventType);
      if (!type) throw new Failure('not_found');
      return act(accountId, () => emulator.book(type.uri, invitee), pageOf);
    },

    async cancel(tenantId, meetingId) {
      const { accountId, invitee: id } = await tailOf(tenantId, meetingId);
      return act(accountId, () => emulator.cancel(id, 'A test'), pageOf);
    },

    async move(tenantId, meetingId) {
      const { accountId, invitee: id } = await tailOf(tenantId, meetingId);
      return act(accountId, () => emulator.move(id), pageOf);
    },

    trace: (tenantId, { accountId, event, invitee: id, after }) =>
      database.tenantTransaction(tenantId, async (tx) => {
        const meetingId = await meetings.findByInvitee(tx, accountId, event, id);
        const delivery = await deliveries.trace(tx, { accountId, meetingId, after });
        const appliedAt = delivery?.appliedAt ?? null;
        return {
          receivedAt: delivery?.receivedAt ?? null,
          key: delivery?.key ?? null,
          appliedAt,
          meetingId: appliedAt !== null && meetingId !== undefined ? toWireId('meeting', meetingId) : null,
        };
      }),

    async connect(tenantId) {
      const { name } = await database.tenantTransaction(tenantId, getTenant);
      const registered = await emulator.register(name, deps.redirectUri);
      return database.tenantTransaction(tenantId, async (tx) => {
        const created = await connections.create(tx, tenantId, {
          type: 'calendly',
          name: 'Emulator',
          clientId: registered.client_id,
          clientSecret: registered.client_secret,
        });
        if (!created.ok) throw new Failure(created.reason);
        return created.id;
      });
    },
  };
}

function typeOf({ uri, name, duration }: { uri: string; name: string; duration: number }) {
  return { uri, name, minutes: duration };
}
