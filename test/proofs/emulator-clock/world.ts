/** An emulator, a person who is connected, a receiver, and the hand that moves the clock. */
import { empty, startAnsweringServer } from '../../support/answering-server.ts';
import { call, connect, mainScopes, redirectUri, startEmulator } from '../../support/emulator.ts';
import { until } from '../../support/until.ts';

export type Hand = 'moving' | 'frozen';
export type ClockWorld = Awaited<ReturnType<typeof createClockWorld>>;

export interface Sent {
  id: string;
  event: string;
  createdAt: string;
  state: string;
  nextAttemptAt: string | null;
  attempts: { at: string; status: number | null }[];
}

/** The clock stands at a time of its own, so that nothing depends on when the proof runs. */
const noon = '2027-03-01T12:00:00Z';

export async function createClockWorld(hand: Hand) {
  const emulator = await startEmulator();
  const receiver = await startAnsweringServer();
  receiver.answer(empty(500));
  await emulator.send('POST', '/clock', { to: noon });
  const client = await emulator.createApplication(redirectUri);
  const tokens = await connect(emulator, client, 'mara-lind', `${mainScopes} scheduling_links:write`);
  const token = tokens.access_token!;
  const patience = hand === 'moving' ? 20_000 : 300;

  const world = {
    emulator,
    receiver,
    client,
    tokens,
    ask: (method: string, path: string, body?: unknown) => call(emulator, token, method, path, body),
    async advance(seconds: number): Promise<void> {
      if (hand === 'moving') await emulator.send('POST', '/clock', { advanceSeconds: seconds });
    },
    async moveTo(moment: string): Promise<void> {
      if (hand === 'moving') await emulator.send('POST', '/clock', { to: moment });
    },
    book: () => emulator.send('POST', '/book', { event_type: 'mara-lind/intro-call' }),
    sent: async () =>
      (await emulator.send<{ deliveries: Sent[] }>('GET', '/dump?kinds=deliveries')).deliveries,
    /** As the API tells it, to a token that has not expired. */
    async subscription(): Promise<Record<string, unknown>> {
      const fresh = await connect(emulator, client, 'mara-lind');
      const path = `/webhook_subscriptions?organization=${tokens.organization}&scope=user&user=${tokens.owner}`;
      return (await call(emulator, fresh.access_token!, 'GET', path)).body.collection[0]!;
    },
    subscribe: () =>
      world.ask('POST', '/webhook_subscriptions', {
        url: `${receiver.address}/a`,
        events: ['invitee.created'],
        organization: tokens.organization,
        user: tokens.owner,
        scope: 'user',
      }),
    /** Waits until so many tries of the first delivery are written down. */
    tried: async (count: number): Promise<Sent> => {
      let first: Sent | undefined;
      await until(
        `${count} tries`,
        async () => {
          [first] = await world.sent();
          return first !== undefined && first.attempts.length >= count;
        },
        patience,
      );
      return first!;
    },
    async end(): Promise<void> {
      await emulator.close();
      await receiver.stop();
    },
  };
  return world;
}
