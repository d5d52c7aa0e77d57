/** A browser as far as HTTP goes: keeps cookies, follows nothing by itself, sends what our own pages send. */
import type { Session } from '../../sdk/types.ts';

export interface Answer<T> {
  status: number;
  body: T;
  location: string | null;
  headers: Headers;
}

export type Visitor = ReturnType<typeof createVisitor>;

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
    const answer = await fetch(new URL(path, url), {
      method,
      redirect: 'manual',
      headers: {
        cookie: cookie(),
        ...own,
        ...more,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      if (value === '') cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    const text = await answer.text();
    const json = /json/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      body: (json && text !== '' ? JSON.parse(text) : text) as T,
      location: answer.headers.get('location'),
      headers: answer.headers,
    };
  }

  return {
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
