/**
 * Nothing that stands in a body, and no way of sending one, brings intake or processing to a halt: each hostile
 * case is followed by an honest delivery that must have its effect, never a 5xx, and the memory stays flat.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Secret } from '../../server/secret.ts';
import { createVault, parseKeyRing } from '../../server/vault/index.ts';
import { createTestDatabase, startTestServer, type TestDatabase } from '../support/database.ts';
import { type Hook, newKeys, post, writeHooks, writeTenant } from '../support/heart.ts';
import { type HeartProcess, startHeartProcess } from '../support/heart-process.ts';
import { seeded } from '../support/random.ts';
import { bodyOf, createWorld, type World } from '../support/world.ts';
import { spoil } from './hostile-bodies/bodies.ts';
import { dawdle, send, socketCases } from './hostile-bodies/sockets.ts';
import type { Proof } from './proof.ts';

const sizes = {
  short: { bodies: 320, rounds: 1, idlers: 20 },
  long: { bodies: 10_000, rounds: 12, idlers: 500 },
};
const lanes = 4;
const together = 20;
const effectMs = 2000;
const cutMs = 17_000;
/** What Node lets lie before it collects; a leak of bodies would be more by far. */
const growthBytes = 160 * 1024 * 1024;

interface Run {
  database: TestDatabase['database'];
  process: HeartProcess;
  tried: number;
  held: number;
  lost: number;
  drove: Record<string, number>;
  fallen: string[];
}

export const proof: Proof = {
  name: 'hostile-bodies',
  async run({ seed, short, say }) {
    const size = short ? sizes.short : sizes.long;
    const server = await startTestServer();
    const { database, address, dispose } = await createTestDatabase({ host: server.host });
    const keys = newKeys();
    const process = await startHeartProcess({ address, keys });
    const run: Run = { database, process, tried: 0, held: 0, lost: 0, drove: {}, fallen: [] };
    try {
      const vault = createVault(parseKeyRing(new Secret(keys)));
      const tenantId = await writeTenant(database, vault);
      const users = Array.from({ length: lanes + 1 }, () => randomUUID());
      const [slow, ...hooks] = await writeHooks(database, vault, tenantId, users);
      await driveBodies(run, hooks, seed, size.bodies / 10);
      const before = process.rss();
      await driveBodies(run, hooks, seed + 1, size.bodies);
      say(`${run.tried} hostile bodies`);
      await expectForeseen(run, tenantId);
      await driveSockets(run, slow!, size.rounds);
      await driveIdlers(run, slow!, size.idlers);
      const grown = process.rss() - before;
      say(`memory: ${Math.round(before / 2 ** 20)} MB, grown by ${Math.round(grown / 2 ** 20)} MB`);
      if (grown > growthBytes) run.fallen.push(`memory grew by ${grown} bytes`);
      const { tried, held, lost, drove, fallen } = run;
      return { tried, held, lost, duplicated: 0, drove, fallen: fallen.slice(0, 24) };
    } finally {
      await process.stop();
      await dispose();
      await server.stop();
    }
  },
};

async function driveBodies(run: Run, hooks: readonly Hook[], seed: number, count: number): Promise<void> {
  await Promise.all(
    hooks.map(async (hook, lane) => {
      const random = seeded(seed * 7919 + lane);
      const honest = createWorld({ host: hook.user, random, begins: Date.now() });
      const hostile = createWorld({ host: hook.user, random, begins: Date.now() });
      let names: string[] = [];
      for (let done = 0; done < count / hooks.length; done++) {
        hostile.book();
        const spoilt = spoil(bodyOf(hostile.sent.at(-1)!, hook.user), random);
        count1(run, spoilt.name);
        const status = await post(run.process.url, hook, spoilt.body);
        if (status !== 200) run.fallen.push(`${spoilt.name}: ${status}`);
        names.push(status === 200 ? spoilt.name : '');
        await bookHonestly(run, hook, honest);
        if (names.length < together && done + 1 < count / hooks.length) continue;
        await expectEffects(run, hook, honest, names);
        names = [];
      }
    }),
  );
}

async function bookHonestly(run: Run, hook: Hook, world: World): Promise<number> {
  world.book();
  const began = performance.now();
  const status = await post(run.process.url, hook, bodyOf(world.sent.at(-1)!, hook.user));
  if (status !== 200) run.fallen.push(`an honest delivery was answered ${status}`);
  return performance.now() - began;
}

/** The last honest deliveries, one after each hostile one, have their meetings. */
async function expectEffects(run: Run, hook: Hook, world: World, after: readonly string[]): Promise<void> {
  const expected = world.expected(hook.accountId).map(({ id }) => id);
  const last = [...world.invitees.values()].slice(-after.length).map(({ uuid }) => uuid);
  const limit = performance.now() + effectMs;
  let found: string[] = [];
  do {
    const rows = await run.database.tenantTransaction(hook.tenantId, (tx) =>
      tx.query<{ id: string; tail: string }>(
        `select id, tail_invitee as tail from meetings where tenant_id = tenant() and account_id = $1
           and id = any($2) and tail_invitee = any($3)`,
        [hook.accountId, expected, last],
      ),
    );
    found = rows.map(({ tail }) => tail);
    if (found.length < last.length) await pause(20);
  } while (found.length < last.length && performance.now() < limit);
  for (const [index, name] of after.entries()) {
    run.tried++;
    if (!found.includes(last[index]!)) {
      run.lost++;
      run.fallen.push(`no effect within ${effectMs} ms after: ${name}`);
    } else if (name !== '') run.held++;
  }
}

/** That nothing breaks processing is one thing; that no body even surprised it is another. */
async function expectForeseen(run: Run, tenantId: string): Promise<void> {
  const { count } = await run.database.tenantTransaction(tenantId, (tx) =>
    tx.one<{ count: number }>(
      "select count(*) as count from deliveries where tenant_id = tenant() and reason = 'fault'",
    ),
  );
  if (count > 0) run.fallen.push(`${count} deliveries surprised the processing`);
}

async function driveSockets(run: Run, hook: Hook, rounds: number): Promise<void> {
  const honest = createWorld({ host: hook.user, random: seeded(rounds), begins: Date.now() });
  for (let round = 0; round < rounds; round++) {
    for (const socketCase of socketCases(round % 2 === 0 ? hook.token : 'nobody')) {
      count1(run, 'sockets');
      const ended = await send(run.process.port, socketCase, 20_000);
      const bad =
        ended === 'open' || (ended !== 'closed' && (ended.status >= 500 || isRedirect(ended.status)));
      if (bad) run.fallen.push(`${socketCase.name}: ${ended === 'open' ? 'blocked' : ended.status}`);
      await bookHonestly(run, hook, honest);
      await expectEffects(run, hook, honest, [bad ? '' : socketCase.name]);
    }
  }
}

/** Many who never come to an end: each is cut, and honest ones are answered meanwhile. */
async function driveIdlers(run: Run, hook: Hook, idlers: number): Promise<void> {
  const honest = createWorld({ host: hook.user, random: seeded(idlers + 1), begins: Date.now() });
  const path = `POST /api/calendly/webhook/${hook.token} HTTP/1.1\r\nhost: x\r\n`;
  const firsts = [
    '',
    'POST /',
    `${path}content-length: 100\r\n\r\n`,
    `${path}transfer-encoding: chunked\r\n\r\n1`,
  ];
  const cuts = Array.from({ length: idlers }, (_, index) =>
    dawdle(run.process.port, firsts[index % firsts.length]!),
  );
  let going = true;
  const all = Promise.all(cuts).finally(() => (going = false));
  const times: number[] = [];
  while (going) {
    times.push(await bookHonestly(run, hook, honest));
    await pause(50);
  }
  const slowest = times.sort((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? 0;
  if (slowest > 1000) run.fallen.push(`an honest delivery waited ${Math.round(slowest)} ms among idlers`);
  for (const cut of await all) {
    count1(run, 'idlers');
    run.tried++;
    if (cut <= cutMs) run.held++;
    else run.fallen.push(`a socket that dawdled was held for ${Math.round(cut)} ms`);
  }
  run.drove['honest among idlers'] = times.length;
}

function count1(run: Run, name: string): void {
  run.drove[name] = (run.drove[name] ?? 0) + 1;
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}
