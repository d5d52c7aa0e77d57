/**
 * What the interface is driven against: the service in its own process, real PostgreSQL, an emulator with people who
 * connected; callers of each kind; and writers who never rest.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Account, ApiScope, Connection, CreatedApiKey } from '../../../sdk/types.ts';
import { createTestDatabase, startTestServer } from '../../support/database.ts';
import { startEmulator } from '../../support/emulator.ts';
import type { Person } from '../../support/emulator-control.ts';
import { createHeart } from '../../support/heart.ts';
import { testKeys } from '../../support/keys.ts';
import { startServiceProcess } from '../../support/service-process.ts';
import { until } from '../../support/until.ts';
import { callerWith, createVisitor, type Visitor } from '../../support/visitor.ts';
import { addConnection, connectPerson, readMeetings } from '../../support/whole.ts';

export interface World {
  url: string;
  operator: Visitor;
  nobody: Visitor;
  connection: Connection;
  /** Connected, with meetings. */
  accountId: string;
  userId: string;
  /** A name that nothing had before. */
  fresh(): string;
  /** Another browser, signed in. */
  signedIn(): Promise<Visitor>;
  signInLink(): Promise<string>;
  /** Another browser, signed in as the owner of another tenant, which is made when there is none. */
  strangerIn(slug: string): Promise<Visitor>;
  /** A program that may do exactly this. */
  programFor(scope: ApiScope): Promise<Visitor>;
  /** Somebody new whose account is connected. */
  connected(): Promise<string>;
  /** Somebody new at Calendly agrees to what was begun. */
  consent(authorizationUrl: string): Promise<void>;
  /** A personal access token of somebody new at Calendly. */
  personalToken(): Promise<string>;
  /** Others write as long as the work goes on; how often each wrote is counted. */
  whileWriting(wrote: Record<string, number>, work: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const server = await startTestServer();
  const held = await createTestDatabase({ host: server.host });
  const emulator = await startEmulator();
  const service = await startServiceProcess({
    address: held.address,
    emulatorUrl: emulator.url,
    requestsPerMinute: 1_000_000,
  });
  const { url } = service;
  const { tenants, team } = await createHeart({ database: held.database, keys: testKeys });
  const owner = { name: 'Mara Lind', email: 'mara@example.com' };
  const tenant = { slug: 'demo', name: 'Demo', environment: 'development', demo: null, owner } as const;
  const { id: tenantId } = await tenants.ensure(tenant);

  const signInLink = () => team.createLink(tenantId);
  async function signedIn(): Promise<Visitor> {
    const visitor = createVisitor(url);
    await visitor.signIn(await signInLink());
    return visitor;
  }
  const operator = await signedIn();
  const connection = await addConnection({ url, operator }, emulator);

  async function connect(person: Pick<Person, 'id' | 'slug'>): Promise<string> {
    return connectPerson(operator, emulator, connection, person);
  }
  const [person] = (await emulator.people()) as [Person];
  const accountId = await connect(person);
  await until('meetings', async () => (await readMeetings(operator, accountId)).length > 5, 60_000);

  let made = 0;
  const fresh = () => `made-${++made}`;
  const programs = new Map<ApiScope, Visitor>();
  const somebody = async () => (await emulator.addPeople(1))[0]!;

  return {
    url,
    operator,
    nobody: createVisitor(url),
    connection,
    accountId,
    userId: person.slug,
    fresh,
    signedIn,
    signInLink,
    async strangerIn(slug) {
      const stranger = createVisitor(url);
      const { id } = await tenants.ensure({ ...tenant, slug, name: slug });
      await stranger.signIn(await team.createLink(id));
      return stranger;
    },
    async programFor(scope) {
      const known = programs.get(scope);
      if (known) return known;
      const wanted = { name: fresh(), scopes: [scope] };
      const { body } = await operator.post<CreatedApiKey>('/api/v1/api-keys', wanted);
      const program = callerWith(url, body.key);
      programs.set(scope, program);
      return program;
    },
    connected: async () => connect(await somebody()),
    async consent(authorizationUrl) {
      const location = await emulator.consent(authorizationUrl, (await somebody()).id);
      await operator.get(location);
    },
    async personalToken() {
      const { id: user } = await somebody();
      return (await emulator.send<{ token: string }>('POST', '/personal-tokens', { user })).token;
    },
    async whileWriting(wrote, work) {
      let going = true;
      const write = async (name: string, once: () => Promise<unknown>) => {
        while (going) {
          await once();
          wrote[`written ${name}`] = (wrote[`written ${name}`] ?? 0) + 1;
          await pause(100);
        }
      };
      const writers = [
        write('bookings', () => bookAndCancel(emulator, person)),
        write('accounts', () =>
          operator.post<Account>(`/api/v1/users/${fresh()}/accounts`, { connectionId: connection.id }),
        ),
        write('connections', () => comeAndGo(operator, '/api/v1/connections', applicationNamed(fresh()))),
        write('members', () =>
          comeAndGo(operator, '/api/v1/members', {
            name: 'Ana Ruiz',
            email: `${fresh()}@example.com`,
            role: 'viewer',
          }),
        ),
        write('sessions', signedIn),
        write('keys', () =>
          comeAndGo(operator, '/api/v1/api-keys', { name: fresh(), scopes: ['meetings:read'] }),
        ),
      ];
      await Promise.all([...writers, work().finally(() => (going = false))]);
    },
    async stop() {
      await service.stop();
      await emulator.close();
      await held.dispose();
      await server.stop();
    },
  };
}

export function applicationNamed(name: string) {
  return { type: 'calendly', name, clientId: 'client', clientSecret: 'secret' };
}

async function bookAndCancel(
  emulator: Awaited<ReturnType<typeof startEmulator>>,
  { slug }: Person,
): Promise<void> {
  const booked = await emulator.send<{ invitee: { id: string } }>('POST', '/book', {
    event_type: `${slug}/intro-call`,
  });
  await emulator.send('POST', '/cancel', { invitee: booked.invitee.id });
}

/** One stays, one goes. */
async function comeAndGo(operator: Visitor, path: string, body: object): Promise<void> {
  await operator.post(path, body);
  const { body: made } = await operator.post<{ id: string | number }>(path, body);
  await operator.send('DELETE', `${path}/${made.id}`);
}
