/** The emulator with an Enterprise company, whose owner has every scope, and everything that a call may need to name. */
import {
  type Client,
  call,
  connect,
  redirectUri,
  startEmulator,
  type TestEmulator,
} from '../../support/emulator.ts';

export const owner = 'mara-lind';
export const ownType = `${owner}/intro-call`;

export type Item = Record<string, unknown>;
export interface Answered {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  text: string;
}

export type World = Awaited<ReturnType<typeof createWorld>>;

const day = 24 * 60 * 60_000;

export async function createWorld(scopes: readonly string[]) {
  const emulator = await startEmulator();
  const client = await emulator.createApplication(redirectUri);
  await emulator.send('POST', '/plan', { user: owner, plan: 'enterprise' });
  const tokens = await connect(emulator, client, owner, scopes.join(' '));
  const now = Date.parse((await emulator.send<{ now: string }>('GET', '/clock')).now);
  const token = tokens.access_token!;
  const world = {
    emulator,
    client,
    user: tokens.owner!,
    organization: tokens.organization!,
    token,
    ask: (method: string, path: string, body?: unknown) => ask(emulator, token, method, path, body),
    /** As a query says it: so many days from now. */
    inDays: (days: number) => new Date(now + days * day).toISOString(),
    book: (more: object = {}) =>
      emulator.send<{ event: { uri: string }; invitee: { uri: string } }>('POST', '/book', {
        event_type: ownType,
        ...more,
      }),
    /** The first of a list. */
    async first(path: string): Promise<Item> {
      const { body } = await ask(emulator, token, 'GET', path);
      const [found] = (body.collection ?? []) as Item[];
      if (!found) throw new Error(`${path} lists nothing`);
      return found;
    },
    /** As somebody else, with these scopes. */
    tokenOf: (person: string, granted: readonly string[]) => tokenOf(emulator, client, person, granted),
  };
  return world;
}

async function tokenOf(emulator: TestEmulator, client: Client, person: string, scopes: readonly string[]) {
  await emulator.send('POST', '/clock', { advanceSeconds: 60 });
  const tokens = await connect(emulator, client, person, scopes.join(' '));
  return { token: tokens.access_token!, user: tokens.owner!, organization: tokens.organization! };
}

export async function ask(
  emulator: { url: string },
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answered> {
  const answer = await call(emulator as TestEmulator, token, method, path, body);
  return { ...answer, body: answer.body as unknown as Record<string, unknown> };
}

export const idOf = (uri: unknown) => String(uri).split('/').at(-1)!;
