/** The local emulator's control interface: what a person could do there by hand. Its answers are believed, it is ours. */
import { Failure } from '../errors.ts';

const withinMs = 5000;

export interface EmulatorPerson {
  uri: string;
  name: string;
  slug: string;
  event_types: { uri: string; slug: string; name: string; duration: number }[];
}

/** What a booking, a cancellation or a move came to. */
export interface Acted {
  event: { id: string; start_time: string };
  invitee: { id: string; updated_at: string };
}

export type Emulator = ReturnType<typeof createEmulator>;

export function createEmulator(url: string) {
  /** @throws Failure when it does not answer, or says no. */
  async function send<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    const response = await fetch(`${url}/_emulator${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
      signal: AbortSignal.timeout(withinMs),
    }).catch((error: unknown) => {
      throw new Failure('emulator_unreachable', { cause: error });
    });
    const answer = (await response.json()) as T & { error?: string };
    if (!response.ok) throw new Failure('emulator_refused', { detail: answer.error });
    return answer;
  }

  return {
    url,
    people: async () => (await send<{ people: EmulatorPerson[] }>('GET', '/people')).people,
    book: (eventType: string, invitee: { name: string; email: string }) =>
      send<Acted>('POST', '/book', { event_type: eventType, ...invitee }),
    cancel: (invitee: string, reason: string) => send<Acted>('POST', '/cancel', { invitee, reason }),
    move: (invitee: string) => send<Acted>('POST', '/reschedule', { invitee }),
    register: (name: string, redirectUri: string) =>
      send<{ client_id: string; client_secret: string }>('POST', '/applications', {
        name,
        kind: 'web',
        environment: 'sandbox',
        redirect_uris: [redirectUri],
      }),
  };
}
