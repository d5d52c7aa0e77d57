/** One installation as it is run: the program, its commands, its folder, and everything that they ever said. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator, type TestEmulator } from '../../support/emulator.ts';
import { freePort, programFlags } from '../../support/program.ts';
import { until } from '../../support/until.ts';
import { type Answer, createVisitor, type Visitor } from '../../support/visitor.ts';
import { listenBetween } from './listener.ts';
import { type Told, tellOfProcesses } from './processes.ts';
import type { Canary } from './search.ts';

/** Where a secret of each kind is meant to be told. */
const allowed: Record<string, RegExp> = {
  'sign-in link': /^output of tenant create/,
  session: /^cookies of POST \/api\/v1\/session$/,
  'API key': /^answer of POST \/api\/v1\/api-keys$/,
  // Also where the browser that came by it is led back to.
  'connect link':
    /^(answer of POST \/api\/v1\/accounts\/\S+\/link|headers of (POST \/connect\/\S+|GET \/oauth\/calendly\/callback))$/,
  // What the browser is sent to Calendly with, and what it brings back.
  state: /^(answer of POST \/api\/v1\/\S+\/connect|headers of POST \/connect\/\S+)$/,
  browser: /^cookies of POST \S*\/connect(\/|$)/,
};

export interface World {
  url: string;
  emulator: TestEmulator;
  dataFolder: string;
  canaries: Canary[];
  /** What was said, each with where. */
  told: Told[];
  learn(kind: string, value: string | null | undefined): void;
  /** A browser or a program whose every answer is kept. */
  visitor(own?: Readonly<Record<string, string>>): Visitor;
  /** A command beside the service, to its end. */
  command(...argv: string[]): Promise<string>;
  lookAtProcesses(): void;
  /** SIGTERM; resolves when everything lies on the disk. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function openWorld(source: string): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'slotwire-secrets-'));
  const dataFolder = join(folder, 'data');
  const keysFile = join(folder, 'ring');
  // The database runs as somebody else, who has to come in here.
  await chmod(folder, 0o755);
  await mkdir(dataFolder, { mode: 0o755 });
  const canaries: Canary[] = [];
  const told: Told[] = [];
  const learn: World['learn'] = (kind, value) => {
    if (!value || canaries.some((canary) => canary.value === value)) return;
    canaries.push({ kind, value, allowed: allowed[kind] });
  };
  const ring = randomBytes(32);
  learn('key ring', ring.toString('base64'));
  learn('key ring', ring.toString('latin1'));
  await writeFile(keysFile, `only:${ring.toString('base64')}\n`, { mode: 0o600 });

  const emulator = await startEmulator();
  const between = await listenBetween(emulator.url, learn);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const environment = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    PORT: String(port),
    SLOTWIRE_DATA: dataFolder,
    SLOTWIRE_KEYS_FILE: keysFile,
    CALENDLY_EMULATOR_URL: between.url,
    CLOCK: `follow:${between.url}`,
    LOG_LEVEL: 'debug',
  };

  function run(argv: readonly string[]) {
    const child = spawn(process.execPath, [...programFlags(), 'cli/main.ts', ...argv], {
      cwd: source,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    void ended.then(() => process.off('exit', end));
    return { child, said: () => said, ended };
  }

  const pidFile = join(dataFolder, 'postgres', 'data', 'postmaster.pid');
  process.once('exit', () => endServer(pidFile));
  const serving = run(['serve']);
  const look = () => told.push(...tellOfProcesses(serving.child.pid!, dataFolder));
  await until(
    'that it serves',
    () => serving.said().includes('answers at') || !isAlive(serving.child),
    240_000,
  );
  if (!isAlive(serving.child)) {
    between.close();
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
    throw new Error(`it did not start:\n${serving.said()}`);
  }
  look();

  async function command(...argv: string[]): Promise<string> {
    const one = run(argv);
    look();
    await one.ended;
    told.push({ where: `output of ${argv.slice(0, 2).join(' ')}`, bytes: Buffer.from(one.said()) });
    return one.said();
  }

  function visitor(own?: Readonly<Record<string, string>>): Visitor {
    const plain = createVisitor(url, own);
    const send = async <T>(method: string, path: string, ...rest: [unknown?, Record<string, string>?]) => {
      const answer = await plain.send<T>(method, path, ...rest);
      keep(`${method} ${new URL(path, url).pathname}`, answer);
      return answer;
    };
    return {
      ...plain,
      send,
      get: (path) => send('GET', path),
      post: (path, body, more) => send('POST', path, body, more),
      signIn: (link) => send('POST', '/api/v1/session', { token: link }),
    };
  }

  function keep(what: string, { body, headers }: Answer<unknown>): void {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    told.push({ where: `answer of ${what}`, bytes: Buffer.from(text) });
    const cookies = headers.getSetCookie();
    const others = [...headers].filter(([name]) => name !== 'set-cookie');
    told.push({ where: `cookies of ${what}`, bytes: Buffer.from(cookies.join('\n')) });
    told.push({ where: `headers of ${what}`, bytes: Buffer.from(others.map(String).join('\n')) });
    for (const cookie of cookies) {
      const [, value = ''] = /^[^=]+=([^;]+)/.exec(cookie) ?? [];
      learn(what.endsWith('/session') ? 'session' : 'browser', value);
    }
  }

  async function stop(): Promise<void> {
    look();
    serving.child.kill('SIGTERM');
    await serving.ended;
    told.push({ where: 'log of serve', bytes: Buffer.from(serving.said()) });
  }

  return {
    url,
    emulator,
    dataFolder,
    canaries,
    told,
    learn,
    visitor,
    command,
    lookAtProcesses: look,
    stop,
    async close() {
      if (isAlive(serving.child)) serving.child.kill('SIGKILL');
      await serving.ended;
      between.close();
      await emulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** A server outlives whoever started it, when that was killed. */
function endServer(pidFile: string): void {
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGINT');
  } catch {}
}
