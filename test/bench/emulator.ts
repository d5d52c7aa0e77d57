/**
 * What the emulator costs: how long it takes to start, what a call costs beside a bare Fastify route with the same
 * answer, and how long 10,000 people with 100,000 bookings take to make and how much memory they keep.
 */
import { fileURLToPath } from 'node:url';
import { fastify } from 'fastify';
import { connect, redirectUri, startEmulator } from '../support/emulator.ts';
import { runToEnd } from '../support/run-to-end.ts';
import type { Bench, BenchFigure } from './bench.ts';

const rounds = 7;
const calls = 500;
const atOnce = 16;
const aimed = { startMs: 300, seedSeconds: 10, megabytes: 500 };

export const bench: Bench = {
  name: 'emulator',
  async *run({ say }) {
    const starts: number[] = [];
    for (let round = 0; round < rounds; round += 1) starts.push(await timeOf(startAndStop));
    say(`starts: ${starts.map(Math.round).join(', ')} ms`);
    yield figure('start', median(starts), aimed.startMs, 'the aim', 'ms');
    yield await besideBareRoute(say);
    const { seconds, megabytes } = await seedLarge();
    yield figure('seed', seconds, aimed.seedSeconds, 'the aim', 's');
    yield figure('memory', megabytes, aimed.megabytes, 'the aim', 'MB');
  },
};

async function startAndStop(): Promise<void> {
  const emulator = await startEmulator();
  await emulator.close();
}

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

/** `GET /users/me` and a route that sends the same bytes, in turns. */
async function besideBareRoute(say: (line: string) => void): Promise<BenchFigure> {
  const emulator = await startEmulator();
  const bare = fastify();
  try {
    const client = await emulator.createApplication(redirectUri);
    const { access_token: token } = await connect(emulator, client, 'mara-lind');
    const headers = { authorization: `Bearer ${token}` };
    const text = await (await fetch(`${emulator.url}/users/me`, { headers })).text();
    bare.get('/users/me', (_request, reply) => reply.type('application/json; charset=utf-8').send(text));
    const plain = await bare.listen({ host: '127.0.0.1', port: 0 });
    const perSecond = async (url: string) => (calls / (await timeOf(() => askOften(url, headers)))) * 1000;
    const measured = { ours: [] as number[], other: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      await emulator.send('POST', '/clock', { advanceSeconds: 61 });
      measured.ours.push(await perSecond(`${emulator.url}/users/me`));
      measured.other.push(await perSecond(`${plain}/users/me`));
    }
    say(`calls a second: ${measured.ours.map(Math.round)} beside ${measured.other.map(Math.round)}`);
    return figure('calls', median(measured.ours), median(measured.other), 'a bare Fastify route', '1/s');
  } finally {
    await bare.close();
    await emulator.close();
  }
}

async function askOften(url: string, headers: Record<string, string>): Promise<void> {
  let left = calls;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const answer = await fetch(url, { headers });
      if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** In a process of its own, since memory is a process's. */
async function seedLarge(): Promise<{ seconds: number; megabytes: number }> {
  const module = new URL('../../emulator/index.ts', import.meta.url).href;
  const script = `
    const { createEmulator } = await import(${JSON.stringify(module)});
    const began = performance.now();
    const seed = { organizations: [], independents: 10_000, bookings: 100_000 };
    const emulator = createEmulator({ seed });
    await emulator.listen();
    const seconds = (performance.now() - began) / 1000;
    console.log(JSON.stringify({ seconds, megabytes: process.memoryUsage.rss() / 2 ** 20 }));
    await emulator.close();`;
  const folder = fileURLToPath(new URL('../..', import.meta.url));
  const ended = await runToEnd(process.execPath, ['--input-type=module', '-e', script], {
    folder,
    limitMs: 5 * 60_000,
  });
  if (ended.code !== 0) throw new Error(ended.output);
  return JSON.parse(ended.output.trim().split('\n').at(-1)!);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function figure(name: string, ours: number, other: number, otherName: string, unit: string): BenchFigure {
  return { bench: 'emulator', figure: name, ours, other, otherName, unit, ratio: ours / other };
}
