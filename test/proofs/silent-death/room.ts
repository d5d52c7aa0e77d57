/** The whole service over an emulator whose clock it follows, and people in it whose access will break. */
import type {
  Account,
  AuthorizationStart,
  CalendlyRequest,
  Connection,
  Overview,
  Page,
  Status,
} from '../../../sdk/types.ts';
import { asAdministrator, createTestDatabase, startTestServer } from '../../support/database.ts';
import { type Client, connect, mainScopes, redirectUri, startEmulator } from '../../support/emulator.ts';
import { until } from '../../support/until.ts';
import { readAccount, readMeetings, startWhole } from '../../support/whole.ts';

export interface Person {
  id: string;
  slug: string;
}

export interface Subject {
  /** Of the account. */
  id: string;
  person: Person;
  application: Application;
}

export interface Application {
  client: Client;
  connectionId: number;
}

/** The emulator's clock, which the service's follows. */
interface Clock {
  now: string;
}

interface Truth {
  events: { id: string; hostIds: string[] }[];
  invitees: { id: string; eventId: string; status: string }[];
}

export type Room = Awaited<ReturnType<typeof openRoom>>;

/** Generous, since the clock does not move while we wait: what is measured is the service's own time. */
const patienceMs = 30_000;

export async function openRoom() {
  const emulator = await startEmulator();
  const server = await startTestServer();
  const held = await createTestDatabase({ host: server.host });
  let service = await startWhole({ database: held.database, emulator });
  await service.signIn();
  const stranger = await emulator.createApplication(redirectUri);
  const wait = <T>(what: string, ask: () => Promise<T>) => until(what, ask, patienceMs);

  async function addApplication(): Promise<Application> {
    const client = await emulator.createApplication(`${service.url}/oauth/calendly/callback`);
    const { body } = await service.operator.post<Connection>('/api/v1/connections', {
      type: 'calendly',
      name: 'Harbor CRM',
      clientId: client.client_id,
      clientSecret: client.client_secret,
    });
    return { client, connectionId: body.id };
  }

  /** The person's consent, the first one or another. */
  async function consent(id: string, person: Person): Promise<void> {
    const begun = await service.operator.post<AuthorizationStart>(`/api/v1/accounts/${id}/connect`, {});
    const location = await emulator.consent(begun.body.authorizationUrl, person.id);
    const { location: back } = await service.operator.get(location);
    if (!back?.includes('connected=')) throw new Error(`the connect ended at ${back}`);
  }

  /** Consented; one after the other, since a browser begins one consent at a time. */
  async function join(person: Person, application: Application): Promise<Subject> {
    const path = `/api/v1/users/${person.slug}/accounts`;
    const { connectionId } = application;
    const { body } = await service.operator.post<Account>(path, { connectionId });
    await consent(body.id, person);
    return { id: body.id, person, application };
  }

  /** Its subscription stands, and it was compared with Calendly once. */
  async function settle({ id, person }: Subject): Promise<void> {
    await wait(`the first sweep of ${person.slug}`, async () => {
      const { freshness, subscription } = await readAccount(service.operator, id);
      return freshness.asOf !== null && subscription?.state === 'active';
    });
  }

  async function dump(kinds: string): Promise<Truth> {
    return emulator.send('GET', `/dump?kinds=${kinds}`);
  }

  return {
    emulator,
    held,
    wait,
    addApplication,
    consent,
    join,
    settle,
    get service() {
      return service;
    },

    /** Another process takes over, elsewhere or with other surroundings. */
    async restart(more: { port?: number; live?: boolean; environment?: Record<string, string> } = {}) {
      await service.stop();
      service = await startWhole({ database: held.database, emulator, ...more });
      await service.signIn();
    },

    /** As the database's administrator, past the wall. */
    sql: <T>(text: string, values: unknown[]): Promise<T[]> =>
      asAdministrator(
        held.address.host,
        held.address.database,
        async (client) => (await client.query(text, values)).rows,
      ),

    now: async () => Date.parse((await emulator.send<Clock>('GET', '/clock')).now),

    /** When Calendly first refused the account a request after that moment. */
    async refusedAt({ id }: Subject, since: number): Promise<number | undefined> {
      const path = `/api/v1/accounts/${id}/requests?failed=true&limit=100`;
      const { items } = (await service.operator.get<Page<CalendlyRequest>>(path)).body;
      const refused = items
        .filter(({ status, at }) => status !== null && Date.parse(at) > since)
        .map(({ at }) => Date.parse(at));
      return refused.length === 0 ? undefined : Math.min(...refused);
    },

    async health(id: string): Promise<Status['health']['reasons']> {
      const { status } = await readAccount(service.operator, id);
      const { reason, since } = status;
      return [...status.health.reasons, ...(reason ? [{ ...reason, since }] : [])];
    },

    async attention(): Promise<Overview['attention']> {
      return (await service.operator.get<Overview>('/api/v1/overview')).body.attention;
    },

    standing: async ({ id }: Person) =>
      (await emulator.dump()).subscriptions.filter(({ userId }) => userId === id),

    book: ({ slug }: Person) => emulator.send('POST', '/book', { event_type: `${slug}/intro-call` }),

    fault: (fault: object) => emulator.send('POST', '/faults', { count: 'always', ...fault }),
    calm: () => emulator.send('DELETE', '/faults'),

    /** A token of other software for the person. */
    async foreignToken(person: Person): Promise<string> {
      return (await connect(emulator, stranger, person.id, mainScopes)).access_token!;
    },

    /** Invitees of the person that stand at Calendly and have no meeting here. */
    async missing({ id, person }: Subject): Promise<string[]> {
      const { events, invitees } = await dump('events,invitees');
      const own = new Set(events.filter(({ hostIds }) => hostIds.includes(person.id)).map((one) => one.id));
      const held = await readMeetings(service.operator, id);
      const here = new Set(
        held
          .filter(({ status }) => status === 'scheduled')
          .map(({ invitee }) => invitee.uri.split('/').at(-1)),
      );
      return invitees
        .filter(
          ({ eventId, status, id: invitee }) => own.has(eventId) && status === 'active' && !here.has(invitee),
        )
        .map(({ id: invitee }) => invitee);
    },

    async close() {
      await service.stop();
      await held.dispose();
      await emulator.close();
      await server.stop();
    },
  };
}
