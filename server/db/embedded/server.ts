/**
 * The embedded PostgreSQL: one server per data folder, shared by every process of ours that uses the folder.
 * Whoever finds none starts it; a server whose starter was killed is taken over as it runs; each user holds a
 * shared lock in it, and the last one out stops it. It listens on a socket in its own folder, on nothing else.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fchownSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Failure } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { placeBinaries } from './binaries.ts';
import { bareEnvironment, createCluster, owner } from './create.ts';
import { choosePlace, makeFolder, own, type Place } from './place.ts';
import { isAlive, processesOf, readPid } from './processes.ts';

export interface EmbeddedServer {
  /** As the owner of the tables, who is no superuser. */
  address: { host: string; port: number; user: string; database: string };
  /** Lets go; stops the server when nobody else holds it. */
  release(): Promise<void>;
}

/** Any number that we alone use: an advisory lock in the database `postgres`. */
const holders = 4_600_000;
const patienceMs = 120_000;
const connectMs = 5000;
const longestSocketFolder = 107 - '/.s.PGSQL.5432.lock'.length;
const logLimit = 10 * 1024 * 1024;

export async function startEmbedded(dataFolder: string, log: Log): Promise<EmbeddedServer> {
  const place = choosePlace(dataFolder);
  if (place.elsewhere) {
    log.warn({ folder: place.folder }, 'the database lies here, since `nobody` cannot reach the data folder');
  }
  const native = await placeBinaries(place.account, place.folder);
  const data = join(place.folder, 'data');
  await createCluster(native, data, place.account);
  const mark = createHash('sha256').update(place.folder).digest('hex').slice(0, 16);
  const server: Server = {
    cluster: `slotwire-${mark}`,
    program: join(native, 'bin', 'postgres'),
    data,
    socketFolder: makeSocketFolder(place, mark),
    logFile: join(place.folder, 'postgres.log'),
    place,
  };
  return keep(server, log);
}

interface Server {
  /** Its name in lists of processes, its own among all servers of this machine. */
  cluster: string;
  program: string;
  data: string;
  socketFolder: string;
  logFile: string;
  place: Place;
}

/** Holds the server, and brings it back when it falls while we use it. */
async function keep(server: Server, log: Log): Promise<EmbeddedServer> {
  let released = false;
  let holder = await hold(server);
  holder.once('end', comeBack);

  async function comeBack(): Promise<void> {
    while (!released) {
      log.warn({ log: server.logFile }, 'the embedded PostgreSQL went away; bringing it back');
      try {
        holder = await hold(server);
        holder.once('end', comeBack);
        if (released) await leave(server, holder);
        return;
      } catch (error) {
        log.error({ err: error }, 'the embedded PostgreSQL could not be brought back; again in a second');
        await pause(1000);
      }
    }
  }

  return {
    address: { host: server.socketFolder, port: 5432, user: owner, database: owner },
    async release() {
      if (released) return;
      released = true;
      await leave(server, holder);
    },
  };
}

/** A connection that counts as a user; starts the server when nobody answers and none of its processes is left. */
async function hold(server: Server): Promise<pg.Client> {
  const until = performance.now() + patienceMs;
  let started: ReturnType<typeof launch> | undefined;
  while (performance.now() < until) {
    const holder = await tryHold(server);
    if (holder) return holder;
    if (started?.ended()) {
      const said = started.said();
      if (!/already exists|still in use/.test(said)) throw refused(server, said);
      started = undefined;
      await pause(100);
    }
    if (!started && processesOf(server.cluster).length === 0) {
      started = launch(server);
    }
    await pause(15);
  }
  throw refused(server, `It does not answer; process ${readPid(server.data) ?? '(none)'} has its folder.`);
}

/** Undefined while nobody listens, or the one who does is still coming up or already going down. */
async function tryHold(server: Server): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    host: server.socketFolder,
    port: 5432,
    user: owner,
    database: 'postgres',
    connectionTimeoutMillis: connectMs,
    application_name: 'slotwire holder',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock_shared($1)', [holders]);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    if (isPassing(error)) return undefined;
    throw refused(server, String(error));
  }
}

function isPassing(error: unknown): boolean {
  const { code, message } = error as { code?: string; message: string };
  return (
    /^(ENOENT|ECONNREFUSED|ECONNRESET|EPIPE|57P0\d)$/.test(code ?? '') ||
    /terminated|timeout|not queryable/.test(message)
  );
}

/**
 * Called when none of the server's processes is left. A `postmaster.pid` whose number lives on as another
 * process (after a reboot, in a new container) is taken away: PostgreSQL itself would wait for that one to end.
 */
function launch({ cluster, program, data, socketFolder, logFile, place }: Server) {
  if (existsSync(logFile) && statSync(logFile).size > logLimit) renameSync(logFile, `${logFile}.1`);
  const left = readPid(data);
  if (left !== undefined && isAlive(left)) rmSync(join(data, 'postmaster.pid'), { force: true });
  const log = openSync(logFile, 'a', 0o600);
  if (place.account) fchownSync(log, place.account.uid, place.account.gid);
  const before = statSync(logFile).size;
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    max_connections: '200',
    cluster_name: cluster,
  };
  const child: ChildProcess = spawn(
    program,
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...place.account, cwd: data, env: bareEnvironment, detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  child.unref();
  let failure = '';
  let over = false;
  child.once('error', (error) => {
    failure = error.message;
    over = true;
  });
  child.once('exit', () => {
    over = true;
  });
  return { ended: () => over, said: () => failure || readFileSync(logFile).subarray(before).toString() };
}

async function leave(server: Server, holder: pg.Client): Promise<void> {
  try {
    await holder.query('select pg_advisory_unlock_shared($1)', [holders]);
    const answer = await holder.query('select pg_try_advisory_lock($1) as last', [holders]);
    if (answer.rows[0].last) await shutDown(server);
  } catch (error) {
    if (!isPassing(error)) throw error;
  } finally {
    await holder.end().catch(() => undefined);
  }
}

/** Fast shutdown. It is over when the server has taken its `postmaster.pid` away. */
async function shutDown({ data, cluster }: Server): Promise<void> {
  const pid = readPid(data);
  if (pid === undefined || !processesOf(cluster).includes(pid)) return;
  process.kill(pid, 'SIGINT');
  while (readPid(data) === pid && processesOf(cluster).includes(pid)) await pause(10);
}

/** In the server's folder, or under the system's short one where the path would be too long for a socket. */
function makeSocketFolder({ folder, account }: Place, mark: string): string {
  const near = join(folder, 'socket');
  const socketFolder = near.length <= longestSocketFolder ? near : join(tmpdir(), `slotwire-${mark}`);
  makeFolder(socketFolder, 0o700);
  const mine = account?.uid ?? process.getuid?.();
  if (![mine, process.getuid?.()].includes(statSync(socketFolder).uid)) {
    throw new Failure('folder_unusable', { detail: `${socketFolder} belongs to somebody else.` });
  }
  if (account) own(socketFolder, account);
  return socketFolder;
}

function refused({ logFile }: Server, said: string): Failure {
  const last = said.trim().split('\n').slice(-5).join('\n');
  return new Failure('database_refused', {
    detail: `The embedded PostgreSQL did not start. Its log is ${logFile}; the last lines:\n${last}`,
  });
}
