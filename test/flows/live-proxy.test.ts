/** Live behind a proxy: the stream passes nginx because it asks to; where it is swallowed, answers come one by one. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Change, Connection, Page } from '../../sdk/types.ts';
import { type Between, startProxy } from '../support/proxy.ts';
import { addConnection, openWhole, type Whole } from '../support/whole.ts';

let whole: Awaited<ReturnType<typeof openWhole>>;
let service: Whole;
let connection: Connection;
let nginx: Between;
let deaf: Between;

beforeAll(async () => {
  whole = await openWhole();
  ({ service } = whole);
  connection = await addConnection(service, whole.emulator);
  nginx = await startProxy(service.url, { deaf: false });
  deaf = await startProxy(service.url, { deaf: true });
});

afterAll(async () => {
  nginx?.close();
  deaf?.close();
  await whole?.close();
});

const rename = (name: string) =>
  service.operator.send('PATCH', `/api/v1/connections/${connection.id}`, { name });
const next = (proxy: Pick<Between, 'url'>, query: string) =>
  service.operator.get<Page<Change>>(`${proxy.url}/api/v1/live/next${query}`);

/** The stream's text as it comes, until it holds what is looked for; undefined when it does not in time. */
async function readUntil(
  proxy: Between,
  wanted: RegExp,
  withinMs: number,
  lastEventId?: string,
): Promise<string | undefined> {
  const ended = AbortSignal.timeout(withinMs);
  const headers = { cookie: service.operator.cookie(), ...(lastEventId && { 'last-event-id': lastEventId }) };
  let text = '';
  try {
    const answer = await fetch(`${proxy.url}/api/v1/live`, { headers, signal: ended });
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (wanted.test(text)) return text;
    }
  } catch (error) {
    if (!ended.aborted) throw error;
  }
  return undefined;
}

test('the stream passes a proxy that buffers, because it asks to, and resumes where it was', async () => {
  const begun = await readUntil(nginx, /event: ready/, 10_000);
  const [, id] = /^id: (\S+)$/m.exec(begun!)!;
  await rename('Once');
  const resumed = await readUntil(nginx, /event: change/, 10_000, id);
  expect(resumed).toMatch(/connection\.updated/);
});

test('a deaf proxy swallows the stream, and answers one by one come through it', async () => {
  expect(await readUntil(deaf, /event: ready/, 1500)).toBeUndefined();
  const { body: start } = await next(deaf, '');
  expect(start.items).toEqual([]);
  const begun = performance.now();
  const waiting = next(deaf, `?after=${start.nextCursor}`);
  await rename('Twice');
  const { body, headers } = await waiting;
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(body.items).toMatchObject([{ type: 'connection.updated' }]);
  const { body: after } = await next(deaf, `?after=${body.nextCursor}&waitSeconds=0`);
  expect(after).toEqual({ items: [], nextCursor: body.nextCursor });
});

test('whoever asks to wait for long is answered, however quiet it is', { timeout: 40_000 }, async () => {
  const own = { url: service.url };
  const { body: start } = await next(own, '');
  const { status, body } = await next(own, `?after=${start.nextCursor}&waitSeconds=25`);
  expect({ status, body }).toEqual({ status: 200, body: { items: [], nextCursor: start.nextCursor } });
});

test('nobody waits for ever, and nobody without a session waits at all', async () => {
  const { body: start } = await next(deaf, '');
  const begun = performance.now();
  const { body } = await next(deaf, `?after=${start.nextCursor}&waitSeconds=1`);
  expect(performance.now() - begun).toBeGreaterThan(990);
  expect(body.items).toEqual([]);
  expect((await fetch(`${deaf.url}/api/v1/live/next`)).status).toBe(401);
});
