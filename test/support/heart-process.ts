/**
 * A process that receives and processes deliveries, for proofs that kill it and benches that measure it.
 * Its place comes as one JSON argument; it says on standard output where it listens, and ends on SIGTERM.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Address, createDatabase } from '../../server/db/index.ts';
import { createLog } from '../../server/log.ts';
import { Secret } from '../../server/secret.ts';
import { createHeart, listenHeart } from './heart.ts';
import { programFlags } from './program.ts';

interface Place {
  address: Address;
  keys: string;
  /** Undefined: any free one. */
  port?: number;
  poolSize?: number;
  receives: boolean;
  processes: boolean;
}

export interface HeartProcess {
  url: string;
  port: number;
  child: ChildProcess;
  /** Memory held just now, in bytes. */
  rss(): number;
  stop(): Promise<void>;
}

export async function startHeartProcess(
  place: Omit<Place, 'receives' | 'processes'> & Partial<Place>,
): Promise<HeartProcess> {
  const whole = { receives: true, processes: true, ...place };
  const child = spawn(
    process.execPath,
    [...programFlags(), fileURLToPath(import.meta.url), JSON.stringify(whole)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void ended.then(() => process.off('exit', end));
  const port = await Promise.race([
    new Promise<number>((resolve) => {
      createInterface(child.stdout!).once('line', (line) => resolve(Number(line)));
    }),
    ended.then(() => Promise.reject(new Error('a process of the heart did not start'))),
  ]);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    child,
    rss: () => residentBytes(child.pid!),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export function residentBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

async function main(place: Place): Promise<void> {
  const log = createLog(process.env.LOG_LEVEL ?? 'silent');
  const { address, keys, port, poolSize: size = 10 } = place;
  const database = createDatabase({ address, pooler: 'none', size, log });
  const heart = await createHeart({ database, keys: new Secret(keys) });
  if (place.processes) await heart.deliveries.start();
  const listening = place.receives ? await listenHeart(heart, port) : undefined;
  console.log(listening?.port ?? 0);
  process.once('SIGTERM', async () => {
    await listening?.app.close();
    await heart.deliveries.stop();
    await database.close();
    process.exit(0);
  });
}

if (import.meta.main) await main(JSON.parse(process.argv[2]!) as Place);
