/** Programs that a machine may have: a PostgreSQL of the distribution, and PgBouncer; run here as nobody, briefly. */
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './program.ts';

export interface Running {
  port: number;
  stop(): Promise<void>;
}

const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const debian = '/usr/lib/postgresql';

/** The folder with `postgres` and `initdb` of the oldest installed version, which is the hardest to please. */
export function findPostgres(): { version: string; bin: string } | undefined {
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(a) - Number(b)) : [];
  const version = versions.find((each) => existsSync(join(debian, each, 'bin', 'initdb')));
  return version === undefined ? undefined : { version, bin: join(debian, version, 'bin') };
}

export function findPgBouncer(): string | undefined {
  return ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer'].find((path) =>
    existsSync(path),
  );
}

/** A new cluster on a loopback port, where everybody is trusted. */
export async function startPostgres(bin: string, settings: string[] = []): Promise<Running> {
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...account, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const argv = ['-D', data, '-k', folder, '-p', `${port}`, '-c', 'listen_addresses=127.0.0.1'];
  const options = [...argv, ...settings.flatMap((each) => ['-c', each])];
  return run(join(bin, 'postgres'), options, folder, port, lets);
}

/** In transaction mode, before the server whose socket lies in this folder. */
export async function startPgBouncer(program: string, host: string, size: number): Promise<Running> {
  const folder = temporaryFolder();
  const port = await freePort();
  const lines = [
    '[databases]',
    `* = host=${host} port=5432`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    `default_pool_size = ${size}`,
  ];
  const databases = lines.map((line) => line.replace(/^\*.*/, (all) => `${all} user=slotwire`));
  writeFileSync(join(folder, 'pgbouncer.ini'), `${databases.join('\n')}\n`);
  return run(program, [join(folder, 'pgbouncer.ini')], folder, port, answers);
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slotwire-installed-'));
  if (account.uid !== undefined) chownSync(folder, account.uid, account.gid);
  return folder;
}

async function run(
  program: string,
  argv: string[],
  folder: string,
  port: number,
  isUp: (port: number) => Promise<boolean>,
): Promise<Running> {
  const child = spawn(program, argv, { ...account, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  const ended = new Promise((resolve) => child.once('close', resolve));
  for (let attempts = 0; !(await isUp(port)); attempts++) {
    if (child.exitCode !== null || attempts > 300) throw new Error(`${program} did not start: ${said}`);
    await pause(50);
  }
  return {
    port,
    async stop() {
      child.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Whether it lets somebody in; while it starts it answers only to say so. */
async function lets(port: number): Promise<boolean> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
