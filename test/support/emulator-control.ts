/** Drives the emulator by its control interface, and reads the truth from its dump. */
export interface Person {
  id: string;
  name: string;
  email: string;
  slug: string;
  event_types: { uri: string; slug: string; name: string }[];
}

export interface Dump {
  subscriptions: { id: string; callbackUrl: string; userId: string | null; state: string }[];
  invitees: {
    id: string;
    eventId: string;
    email: string;
    name: string;
    status: string;
    cancellation: { cancelerType: string; reason: string | null } | null;
  }[];
  events: { id: string; startTime: string; endTime: string }[];
  [kind: string]: unknown[];
}

export function controlEmulator(url: string) {
  async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/_emulator${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
  return {
    send,
    /** The person answers at Calendly's page; where it sends the browser. They allow all, unless `more` says otherwise. */
    consent: async (url: string, user: string, more: object = {}) =>
      (await send<{ location: string }>('POST', '/consent', { url, user, ...more })).location,
    /** People of their own, each alone in an organization. */
    addPeople: async (count: number) =>
      (await send<{ people: Pick<Person, 'id' | 'slug'>[] }>('POST', '/people', { count })).people,
    people: async () => (await send<{ people: Person[] }>('GET', '/people')).people,
    dump: () => send<Dump>('GET', '/dump'),
    createApplication: (redirectUri: string) =>
      send<{ client_id: string; client_secret: string; webhook_signing_key: string }>(
        'POST',
        '/applications',
        {
          name: 'Test application',
          kind: 'web',
          environment: 'sandbox',
          redirect_uris: [redirectUri],
        },
      ),
  };
}
