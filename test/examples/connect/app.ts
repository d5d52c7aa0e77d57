/**
 * A whole application that lets its people connect their Calendly: one page, and one address of its own backend, which
 * alone knows the API key. `SLOTWIRE=http://localhost:4600 KEY=swk_… node test/examples/connect/app.ts`
 */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';

export interface App {
  origin: string;
  close(): void;
}

/** `script`: what the page runs; its own unless told. `policy`: the content security policy of its page. */
export async function startApp(settings: {
  slotwire: string;
  key: string;
  port: number;
  script?: string;
  policy?: string;
}): Promise<App> {
  const { slotwire, key, port, script, policy } = settings;
  const origin = `http://localhost:${port}`;

  /** Whoever is signed in to the application; here there is one person. */
  const person = { userId: 'crm-17', name: 'Ana Ruiz', email: 'ana@example.com' };

  /** `way`: `window`, for one that the page opens; `here`, for one that comes back to it. */
  async function makeSession(purpose: string, way: string): Promise<string> {
    const { userId, ...known } = person;
    const end = way === 'here' ? { returnTo: `${origin}/` } : { origin };
    const answer = await fetch(`${slotwire}/api/v1/users/${userId}/connect-sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...known, purpose, ...end }),
    });
    const session = await answer.text();
    if (!answer.ok) throw new Error(session);
    return session;
  }

  const html = await readFile(new URL('page.html', import.meta.url), 'utf8');
  const page = html.replace('%SLOTWIRE%', slotwire);
  const own = await readFile(new URL('page.js', import.meta.url), 'utf8');
  const server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    if (request.method === 'POST' && pathname === '/session') {
      makeSession(searchParams.get('purpose') ?? 'connect', searchParams.get('way') ?? 'window').then(
        (session) => response.setHeader('content-type', 'application/json').end(session),
        (error) => response.writeHead(502).end(error.message),
      );
    } else if (pathname === '/page.js') {
      response.setHeader('content-type', 'text/javascript').end(script ?? own);
    } else {
      if (policy !== undefined) response.setHeader('content-security-policy', policy);
      response.setHeader('content-type', 'text/html').end(page);
    }
  });
  await new Promise<void>((resolve) => server.listen(port, resolve));
  return { origin, close: () => server.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { SLOTWIRE: slotwire = 'http://localhost:4600', KEY: key, PORT = '3000' } = process.env;
  if (!key) throw new Error('Set KEY to an API key with the scope accounts:write.');
  const { origin } = await startApp({ slotwire, key, port: Number(PORT) });
  console.log(origin);
}
