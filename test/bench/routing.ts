/**
 * What it costs to name one delivery's account and check its signature: one look-up and at most three HMACs, however
 * many accounts there are. Each delivery is for a random account, its key sealed in the database, nothing remembered.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { verifyDelivery } from '../../server/calendly/index.ts';
import { Secret } from '../../server/secret.ts';
import { asAdministrator, createTestDatabase, startTestServer } from '../support/database.ts';
import { createHeart, type Heart, type Hook, sign, writeHooks, writeTenant } from '../support/heart.ts';
import { bodyOf, createWorld } from '../support/world.ts';
import type { Bench, BenchFigure } from './bench.ts';

const scanned = 100_000;
const counts = [100, 10_000, scanned, 1_000_000];
const tries = 2000;
const atOnce = 32;
const user = randomUUID();

export const bench: Bench = {
  name: 'routing',
  async *run({ say }) {
    const server = await startTestServer();
    const { database, name, dispose } = await createTestDatabase({ host: server.host, size: 10 });
    try {
      const heart = await createHeart({ database });
      const tenantId = await writeTenant(database, heart.vault, { applicationKey: 'application' });
      const world = createWorld({ host: user, random: Math.random });
      world.book();
      const body = bodyOf(world.sent[0]!, user);
      const hooks: Pick<Hook, 'token' | 'key'>[] = [];
      const costs = new Map<number, number>();
      for (const count of counts) {
        await fill(heart, tenantId, hooks, count, { host: server.host, database: name });
        await measure(heart, hooks, body, tries / 4);
        const cost = await measure(heart, hooks, body, tries);
        costs.set(count, cost);
        say(`${count} accounts: ${(cost * 1000).toFixed(0)} µs`);
      }
      yield figure('flat', costs.get(1_000_000)!, costs.get(100)!, 'at 100 accounts');
      const scan = tryEveryKey(body);
      say(`trying each of ${scanned} keys: ${scan.toFixed(0)} ms`);
      yield figure('linear-scan', scan, costs.get(scanned)!, 'one look-up');
    } finally {
      await dispose();
      await server.stop();
    }
  },
};

async function fill(
  { database, vault }: Heart,
  tenantId: string,
  hooks: Pick<Hook, 'token' | 'key'>[],
  count: number,
  at: { host: string; database: string },
): Promise<void> {
  while (hooks.length < count) {
    const users = Array.from({ length: Math.min(5000, count - hooks.length) }, () => randomUUID());
    for (const { token, key } of await writeHooks(database, vault, tenantId, users, at))
      hooks.push({ token, key });
  }
  await asAdministrator(at.host, at.database, (client) => client.query('analyze'));
}

/** Milliseconds for one delivery, as many under way at a time as intake has. */
async function measure(
  { subscriptions }: Heart,
  hooks: readonly Pick<Hook, 'token' | 'key'>[],
  body: Buffer,
  count: number,
): Promise<number> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const chosen = Array.from({ length: count }, () => hooks[Math.floor(Math.random() * hooks.length)]!);
  const deliveries = chosen
    .map(({ token, key }) => ({ token, header: sign(key, body, nowSeconds) }))
    .values();
  const began = performance.now();
  const lane = async () => {
    for (const { token, header } of deliveries) {
      const found = await subscriptions.findByToken(token, { anew: true });
      if (found?.kind !== 'open') throw new Error('an account was not found');
      const verdict = verifyDelivery({
        header,
        body,
        candidates: found.keys,
        nowSeconds,
        toleranceSeconds: 180,
      });
      if (!verdict.ok) throw new Error('a signature was not found true');
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return (performance.now() - began) / count;
}

/** What one would do without a token in the address: every key in turn, already opened; half of them on average. */
function tryEveryKey(body: Buffer): number {
  const keys = Array.from({ length: scanned }, () => new Secret(randomBytes(32).toString('base64url')));
  const nowSeconds = Math.floor(Date.now() / 1000);
  const header = sign(keys[scanned / 2]!.reveal(), body, nowSeconds);
  const candidates = keys.map((key) => ({ name: 'own' as const, key }));
  const began = performance.now();
  const verdict = verifyDelivery({ header, body, candidates, nowSeconds, toleranceSeconds: 180 });
  if (!verdict.ok) throw new Error('no key was found');
  return performance.now() - began;
}

function figure(name: string, ours: number, other: number, otherName: string): BenchFigure {
  return { bench: 'routing', figure: name, ours, other, otherName, unit: 'ms', ratio: ours / other };
}
