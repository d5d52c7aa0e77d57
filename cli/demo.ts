/**
 * The first start's believable company: a connection to an application registered at the emulator, three
 * people who really consented there, and one who has not yet. It goes the way a person would, over HTTP:
 * sign in, add the connection, press Connect, allow at Calendly, come back.
 */
import type { Account, AuthorizationStart, Connection, Session } from '../sdk/types.ts';

export const demoTenant = {
  slug: 'demo',
  name: 'Demo',
  environment: 'development',
  demo: { company: 'Harbor & Finch', people: 12 },
  owner: { name: 'Demo owner', email: 'owner@example.com' },
} as const;

interface Person {
  id: string;
  name: string;
  email: string;
}

export async function connectDemo(at: {
  serviceUrl: string;
  emulatorUrl: string;
  /** A one-time sign-in link's secret, used up here. */
  link: string;
  progress: (line: string) => void;
}): Promise<void> {
  const service = createBrowser(at.serviceUrl);
  const emulator = createBrowser(at.emulatorUrl);
  const { redirectUri } = await service.send<Session>('POST', '/api/v1/session', { token: at.link });
  const application = await emulator.send<{ client_id: string; client_secret: string }>(
    'POST',
    '/_emulator/applications',
    { name: 'Harbor & Finch CRM', kind: 'web', environment: 'sandbox', redirect_uris: [redirectUri] },
  );
  const connection = await service.send<Connection>('POST', '/api/v1/connections', {
    type: 'calendly',
    name: 'Harbor & Finch (emulator)',
    clientId: application.client_id,
    clientSecret: application.client_secret,
  });
  const people = await emulator.send<{ people: Person[] }>('GET', '/_emulator/people');
  const chosen = people.people.slice(0, 4);
  for (const [index, person] of chosen.entries()) {
    const account = await service.send<Account>('POST', `/api/v1/users/${8841 + index}/accounts`, {
      connectionId: connection.id,
      name: person.name,
      email: person.email,
    });
    if (index === chosen.length - 1) break;
    const start = await service.send<AuthorizationStart>(
      'POST',
      `/api/v1/accounts/${account.id}/connect`,
      {},
    );
    const callback = await allow(start.authorizationUrl, person);
    const landed = await service.visit(callback);
    if (!new URL(landed, at.serviceUrl).searchParams.has('connected')) {
      throw new Error(`The demo account of ${person.name} could not be connected: came back to ${landed}`);
    }
    at.progress(`${person.name} connected`);
  }
}

/** What a person does at Calendly: chooses who they are, leaves every permission checked, presses Allow. */
async function allow(authorizationUrl: string, person: { id: string }): Promise<string> {
  const url = new URL(authorizationUrl);
  const form = new URLSearchParams(url.searchParams);
  const scopes = (form.get('scope') ?? '').split(' ');
  form.delete('scope');
  for (const scope of scopes) form.append('scope', scope);
  form.set('user', person.id);
  form.set('decision', 'allow');
  const response = await fetch(new URL('/oauth/authorize', url), {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  const location = response.headers.get('location');
  if (!location) throw new Error(`Calendly's page answered ${response.status} instead of going back`);
  return location;
}

/** A browser as far as this needs one: JSON, cookies, and redirects that it does not follow. */
function createBrowser(origin: string) {
  const cookies = new Map<string, string>();

  async function request(method: string, address: URL, body?: unknown): Promise<Response> {
    const response = await fetch(address, {
      method,
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'x-slotwire-request': '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0]!.split('=') as [string, string];
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    return response;
  }

  return {
    async send<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await request(method, new URL(path, origin), body);
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
      return JSON.parse(text) as T;
    },
    /** Opens an address and tells where it sends the browser next. */
    async visit(address: string): Promise<string> {
      const response = await request('GET', new URL(address, origin));
      return response.headers.get('location') ?? address;
    },
  };
}
