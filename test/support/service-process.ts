/**
 * The whole service in a process of its own, over a test database and an emulator that stand already.
 * Its place comes as one JSON argument; it says on standard output where it listens, and ends on SIGTERM.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createService } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import { type Address, createDatabase } from '../../server/db/index.ts';
import { createLog } from '../../server/log.ts';
import { keyReader } from '../../server/open.ts';
import { testKeys } from './keys.ts';
import { freePort } from './program.ts';

interface Place {
  address: Address;
  emulatorUrl: string;
  requestsPerMinute: number;
  /** Where the key ring is read from; undefined: the ring of every test. */
  keysFile?: string;
  /** What it is called from outside, where another process is in front. */
  publicUrl?: string;
}

export interface ServiceProcess {
  url: string;
  child: ChildProcess;
  stop(): Promise<void>;
}

export async function startServiceProcess(place: Place): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(place)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void ended.then(() => process.off('exit', end));
  const url = await Promise.race([
    new Promise<string>((resolve) => createInterface(child.stdout!).once('line', resolve)),
    ended.then(() => Promise.reject(new Error('a process of the service did not start'))),
  ]);
  return {
    url,
    child,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function main(place: Place): Promise<void> {
  const { address, emulatorUrl, requestsPerMinute, keysFile, publicUrl } = place;
  const folder = mkdtempSync(join(tmpdir(), 'slotwire-service-'));
  const log = createLog(process.env.LOG_LEVEL ?? 'silent');
  const database = createDatabase({ address, pooler: 'none', size: 10, log });
  const port = await freePort();
  const config = readConfig({
    PORT: String(port),
    ...(publicUrl === undefined ? {} : { PUBLIC_URL: publicUrl }),
    SLOTWIRE_DATA: folder,
    ...(keysFile === undefined ? { SLOTWIRE_KEYS: testKeys.reveal() } : { SLOTWIRE_KEYS_FILE: keysFile }),
    CALENDLY_EMULATOR_URL: emulatorUrl,
    CLOCK: `follow:${emulatorUrl}`,
    API_REQUESTS_PER_MINUTE: String(requestsPerMinute),
  });
  const service = await createService(config, {
    database,
    log,
    readKeys: keyReader(config),
    uiFolder: folder,
  });
  await service.work();
  await service.listen();
  console.log(`http://localhost:${port}`);
  process.once('SIGTERM', async () => {
    await service.stop();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  });
}

if (import.meta.main) await main(JSON.parse(process.argv[2]!) as Place);
