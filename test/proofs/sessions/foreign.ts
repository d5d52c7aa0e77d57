/** Another site sends what it can in a member's name: the browser adds the cookie, and nothing else of ours. */
import type { ApiDescription } from '../../../server/http/index.ts';
import { createVisitor, rawBody } from '../../support/visitor.ts';
import type { Room } from './room.ts';

const forms = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];
const ours = { 'x-slotwire-request': '1' };

export async function tryForeignPages(room: Room, { paths }: ApiDescription): Promise<void> {
  const { url, count, owner } = room;
  const cookie = { cookie: (await owner()).cookie() };
  const before = (await room.entries())[0]?.id;
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (method === 'get' || operation.security.length === 0) continue;
      const address = path.replace(/\{\w+\}/g, '1');
      const name = `${method.toUpperCase()} ${path}`;
      const refused = async (headers: Record<string, string>, body: unknown) => {
        const by = createVisitor(url, { ...cookie, ...headers });
        const { status } = await by.send<{ code?: string }>(method.toUpperCase(), address, body);
        return status === 403 || status === 415;
      };
      for (const site of ['cross-site', 'same-site']) {
        const told = await refused(
          { ...ours, 'sec-fetch-site': site, origin: 'https://evil.example.com' },
          {},
        );
        count('foreign', told ? undefined : `${name} was taken from ${site}`);
      }
      count('foreign', (await refused({}, {})) ? undefined : `${name} was taken without our header`);
      if (method !== 'post') continue;
      for (const type of forms) {
        const told = await refused({ origin: 'https://evil.example.com' }, rawBody('a=b', type));
        count('foreign', told ? undefined : `${name} was taken as ${type}`);
      }
    }
  }
  const signIn = createVisitor(url, {});
  for (const type of forms) {
    const { status } = await signIn.send('POST', '/api/v1/session', rawBody('token=x', type));
    count('foreign', status >= 400 ? undefined : `a form of another site signed in as ${type}`);
  }
  const answer = await fetch(new URL('/api/v1/session', url), {
    headers: { ...cookie, origin: 'https://evil.example.com' },
  });
  const open = answer.headers.get('access-control-allow-origin');
  count('foreign', open === null ? undefined : `another site may read answers: ${open}`);
  const after = (await room.entries())[0]?.id;
  count('foreign', after === before ? undefined : 'a request of another site had an effect');
}
