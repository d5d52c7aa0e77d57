/**
 * The whole program beside its emulator, a few people connected through an application whose signing key nobody
 * entered, and a clock of ours that the proof sets as far off the emulator's as it wants.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account, AuthorizationStart, Connection, Meeting, Page } from '../../../sdk/types.ts';
import { controlEmulator, type Person } from '../../support/emulator-control.ts';
import { removeFolder, startProgram } from '../../support/program.ts';
import { createVisitor } from '../../support/visitor.ts';

/** Until the service has read the clock, and its jobs have seen it. */
const followMs = 350;

export interface Resident {
  /** With the event types that one invitee at a time books. */
  person: Person;
  accountId: string;
  /** Where Calendly posts to. */
  address: string;
  subscriptionId: string;
}

export interface Truth {
  events: { id: string; hostIds: string[]; startTime: string; status: string }[];
  invitees: {
    id: string;
    eventId: string;
    name: string;
    email: string;
    status: string;
    oldInviteeId: string | null;
    newInviteeId: string | null;
  }[];
  subscriptions: { id: string; callbackUrl: string; userId: string; clientId: string; state: string }[];
  deliveries: { id: string; subscriptionId: string; state: string }[];
}

export type Town = Awaited<ReturnType<typeof openTown>>;

export async function openTown(skewSeconds: number) {
  let skew = skewSeconds;
  let offset = 0;
  const ours = createServer((_request, response) => {
    response.end(JSON.stringify({ offsetSeconds: offset + skew }));
  });
  await new Promise<void>((resolve) => ours.listen(0, '127.0.0.1', resolve));
  const clock = `follow:http://127.0.0.1:${(ours.address() as AddressInfo).port}`;
  const program = await startProgram({ environment: { CLOCK: clock } });
  const emulator = controlEmulator(program.emulatorUrl);
  const operator = createVisitor(program.url);
  await operator.signIn(program.signInLink.split('#')[1]!);
  const application = await emulator.createApplication(`${program.url}/oauth/calendly/callback`);
  const { body: connection } = await operator.post<Connection>('/api/v1/connections', {
    type: 'calendly',
    name: 'Signed by nobody we know',
    clientId: application.client_id,
    clientSecret: application.client_secret,
  });

  async function connect(person: Person): Promise<string> {
    const path = `/api/v1/users/${person.slug}/accounts`;
    const { body: account } = await operator.post<Account>(path, { connectionId: connection.id });
    const { body: start } = await operator.post<AuthorizationStart>(
      `/api/v1/accounts/${account.id}/connect`,
      {},
    );
    const { location } = await emulator.send<{ location: string }>('POST', '/consent', {
      url: start.authorizationUrl,
      user: person.id,
    });
    await operator.get(location);
    return account.id;
  }

  const truth = () => emulator.send<Truth>('GET', '/dump?kinds=events,invitees,subscriptions,deliveries');

  async function settleIn(): Promise<Resident[]> {
    type Known = Omit<Person, 'event_types'> & {
      role: string;
      event_types: (Person['event_types'][number] & { kind: string })[];
    };
    const { people } = await emulator.send<{ people: Known[] }>('GET', '/dump?kinds=people');
    const strangers = people.slice(4);
    // An administrator's token opens what is others'.
    const chosen = [
      strangers.find(({ role }) => role !== 'user')!,
      ...strangers.filter(({ role }) => role === 'user').slice(0, 2),
    ];
    for (const person of chosen)
      person.event_types = person.event_types.filter(({ kind }) => kind === 'solo');
    const accounts = new Map<Person, string>();
    for (const person of chosen) accounts.set(person, await connect(person));
    for (let tries = 0; tries < 100; tries++) {
      const { subscriptions } = await truth();
      const own = subscriptions.filter(({ clientId }) => clientId === application.client_id);
      if (own.length < chosen.length) {
        await pause(100);
        continue;
      }
      return chosen.map((person) => {
        const { id, callbackUrl } = own.find(({ userId }) => userId === person.id)!;
        return { person, accountId: accounts.get(person)!, address: callbackUrl, subscriptionId: id };
      });
    }
    throw new Error('the subscriptions were not made');
  }

  return {
    emulator,
    truth,
    residents: await settleIn(),
    async advance(seconds: number): Promise<void> {
      const moved = await emulator.send<{ offsetSeconds: number }>('POST', '/clock', {
        advanceSeconds: seconds,
      });
      offset = moved.offsetSeconds;
      await pause(followMs);
    },
    async setSkew(seconds: number): Promise<void> {
      skew = seconds;
      await pause(followMs);
    },
    setKey: (value: 'subscription' | 'application' | 'stranger') =>
      emulator.send('POST', '/modes', { oauth_signing_key: value }),
    enterKey: () =>
      operator.send('PATCH', `/api/v1/connections/${connection.id}`, {
        options: { webhookSigningKey: application.webhook_signing_key },
      }),
    async accountOf({ accountId }: Resident): Promise<Account> {
      return (await operator.get<Account>(`/api/v1/accounts/${accountId}`)).body;
    },
    async meetingsOf({ accountId }: Resident): Promise<Meeting[]> {
      const meetings: Meeting[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: Page<Meeting> = (
          await operator.get<Page<Meeting>>(
            `/api/v1/meetings?accountId=${accountId}&limit=100${cursor && `&cursor=${cursor}`}`,
          )
        ).body;
        meetings.push(...page.items);
        cursor = page.nextCursor;
      }
      return meetings;
    },
    async bytesOf(deliveryId: string): Promise<Buffer> {
      const answer = await fetch(`${program.emulatorUrl}/_emulator/deliveries/${deliveryId}`);
      return Buffer.from(await answer.arrayBuffer());
    },
    async close(): Promise<void> {
      await program.stop();
      await removeFolder(program);
      ours.closeAllConnections();
      await new Promise((resolve) => ours.close(resolve));
    },
  };
}
