/** A browser as far as HTTP goes: keeps cookies, follows nothing by itself, sends what our own pages send. */
import type { Session } from '../../sdk/types.ts';

export interface Answer<T> {
  status: number;
  body: T;
  location: string | null;
  headers: Headers;
}

export type Visitor = ReturnType<typeof createVisitor>;

const raw = Symbol('raw');

/** A body that goes as it is, under the name that it gives itself. */
export function rawBody(text: string, type: string) {
  return { [raw]: { text, type } };
}

/** `own` goes with every request: by default what our pages send, with a key what a program does. */
export function createVisitor(
  url: string,
  own: Readonly<Record<string, string>> = { 'x-slotwire-request': '1' },
) {
  const cookies = new Map<string, string>();

  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  async function send<T = Record<string, never>>(
    method: string,
    path: string,
    body?: unknown,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> {
    const { type, text } = bytesOf(body);
    const answer = await fetch(new URL(path, url), {
      method,
      redirect: 'manual',
      headers: {
        cookie: cookie(),
        ...own,
        ...more,
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      body: body === undefined ? null : text,
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      if (value === '') cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    const kind = answer.headers.get('content-type') ?? '';
    const told = kind.startsWith('text/event-stream') ? await firstOf(answer) : await answer.text();
    return {
      status: answer.status,
      body: (/json/.test(kind) && told !== '' ? JSON.parse(told) : told) as T,
      location: answer.headers.get('location'),
      headers: answer.headers,
    };
  }

  return {
    /** What goes with every request. */
    own,
    send,
    cookie,
    get: <T>(path: string) => send<T>('GET', path),
    post: <T>(path: string, body?: unknown, more?: Readonly<Record<string, string>>) =>
      send<T>('POST', path, body, more),
    signIn: (link: string) => send<Session>('POST', '/api/v1/session', { token: link }),
  };
}

export function callerWith(url: string, key: string): Visitor {
  return createVisitor(url, { authorization: `Bearer ${key}` });
}

function bytesOf(body: unknown): { type: string; text: string } {
  if (typeof body === 'object' && body !== null && raw in body) {
    return body[raw] as { type: string; text: string };
  }
  return { type: 'application/json', text: JSON.stringify(body) };
}

/** What a stream says first; then we are gone. */
async function firstOf(answer: Response): Promise<string> {
  const reader = answer.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value);
}
