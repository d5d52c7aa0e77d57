/**
 * Sends deliveries as Calendly would, from a process of its own: each until it was answered 2xx, some twice.
 * On standard input comes how many more may be sent; on standard output how many were acknowledged.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Hook, post } from '../../support/heart.ts';
import { pick, type Random, seeded, shuffled } from '../../support/random.ts';
import { bodyOf, createWorld, type World } from '../../support/world.ts';

export interface Freight {
  seed: number;
  begins: number;
  hooks: Hook[];
  perAccount: number;
  urls: string[];
}

const atOnce = 16;
const againEvery = 8;

/** What becomes of one account, the same in whichever process it is asked. */
export function worldOf({ seed, begins, perAccount }: Freight, index: number, host: string): World {
  const random = seeded(seed * 65_537 + index);
  const world = createWorld({ host, random, begins });
  while (world.sent.length < perAccount) {
    const active = [...world.invitees.values()].filter((one) => !one.canceled);
    const chance = random();
    if (active.length < 3 || chance < 0.5) world.book();
    else if (chance < 0.7) world.reschedule(pick(random, active).uuid);
    else if (chance < 0.85) world.cancel(pick(random, active).uuid);
    else world.setNoShow(pick(random, active).uuid, random() < 0.5);
  }
  return world;
}

export interface Load {
  total: number;
  acknowledged(): number;
  underWay(): number;
  /** Lets so many more go. */
  release(count: number): void;
  child: ChildProcess;
}

export async function startLoad(freight: Freight): Promise<Load> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let told = { total: 0, acknowledged: 0, underWay: 0 };
  const ready = new Promise<void>((resolve) => {
    createInterface(child.stdout!).on('line', (line) => {
      told = JSON.parse(line);
      resolve();
    });
  });
  child.stdin!.write(`${JSON.stringify(freight)}\n`);
  await ready;
  return {
    total: told.total,
    acknowledged: () => told.acknowledged,
    underWay: () => told.underWay,
    release: (count) => child.stdin!.write(`${count}\n`),
    child,
  };
}

async function main(): Promise<void> {
  const lines = createInterface(process.stdin)[Symbol.asyncIterator]();
  const freight = JSON.parse((await lines.next()).value!) as Freight;
  const random = seeded(freight.seed);
  const all = shuffled(
    random,
    freight.hooks.flatMap((hook, index) =>
      worldOf(freight, index, hook.user).sent.map((sent) => ({ hook, body: bodyOf(sent, hook.user) })),
    ),
  );
  let allowed = 0;
  let begun = 0;
  let acknowledged = 0;
  let underWay = 0;
  const say = () => console.log(JSON.stringify({ total: all.length, acknowledged, underWay }));

  async function lane(): Promise<void> {
    while (begun < all.length) {
      if (begun >= allowed) await pause(2);
      else {
        const { hook, body } = all[begun++]!;
        underWay++;
        await untilAcknowledged(hook, body, freight.urls, random);
        underWay--;
        acknowledged++;
        if (acknowledged % againEvery === 0) await untilAcknowledged(hook, body, freight.urls, random);
        say();
      }
    }
  }

  say();
  const lanes = Array.from({ length: atOnce }, lane);
  void Promise.all(lanes).then(() => process.exit(0));
  for await (const line of lines) allowed += Number(line);
}

async function untilAcknowledged(
  hook: Hook,
  body: Buffer,
  urls: readonly string[],
  random: Random,
): Promise<void> {
  for (;;) {
    const status = await post(pick(random, urls), hook, body).catch(() => 0);
    if (status >= 200 && status < 300) return;
    await pause(20);
  }
}

if (import.meta.main) await main();
