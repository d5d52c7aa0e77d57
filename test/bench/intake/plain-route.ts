/** What one would write first: Fastify, `pg`, the same check of the signature, one insert for each request. */
import { spawn } from 'node:child_process';
import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { fastify } from 'fastify';
import pg from 'pg';
import type { Address } from '../../../server/db/index.ts';

interface Place {
  address: Address;
  key: string;
  size: number;
}

export async function startPlainRoute(place: Place): Promise<{ port: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(place)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve) => {
    createInterface(child.stdout!).once('line', (line) => resolve(Number(line)));
  });
  return {
    port,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

async function main({ address, key, size }: Place): Promise<void> {
  const pool = new pg.Pool({ ...address, max: size });
  const app = fastify({ logger: false });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/hook', async (request, reply) => {
    const body = request.body as Buffer;
    const header = String(request.headers['calendly-webhook-signature']);
    const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
    const wanted = createHmac('sha256', key).update(`${time}.`).update(body).digest();
    if (!signature || !timingSafeEqual(wanted, Buffer.from(signature, 'hex'))) return reply.code(401).send();
    await pool.query({
      name: 'insert',
      text: `insert into plain_deliveries (id, hash, body, headers, received_at)
             values ($1, $2, $3, $4, now()) on conflict do nothing`,
      values: [
        randomUUID(),
        createHash('sha256').update(body).digest(),
        body,
        JSON.stringify({ 'content-type': request.headers['content-type'], signature: header }),
      ],
    });
    return {};
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  console.log((app.server.address() as { port: number }).port);
}

if (import.meta.main) await main(JSON.parse(process.argv[2]!) as Place);
