/**
 * PostgreSQL clusters as operators have them: backed up while they run, restored, followed by a replica that is
 * promoted. Each is the embedded server's own program over a folder of its own; whoever asks the address meets the
 * cluster that leads at the time.
 */
import { execFileSync, spawn } from 'node:child_process';
import { appendFile, chmod, chown, mkdir, mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { placeBinaries } from '../../server/db/embedded/binaries.ts';
import { bareEnvironment, createCluster } from '../../server/db/embedded/create.ts';
import { choosePlace } from '../../server/db/embedded/place.ts';
import { until } from './until.ts';

export interface Cluster {
  /** As the superuser, in `slotwire` or another database. */
  ask<Row extends pg.QueryResultRow>(text: string, database?: string): Promise<Row[]>;
  /** As a backup tool does it, with the server running; `backup` names the copy. */
  backUp(backup: string): Promise<void>;
  /** A replica that follows this cluster. */
  follow(replica: string): Promise<Cluster>;
  /** As when the machine dies. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

export interface Clusters {
  create(name: string): Promise<Cluster>;
  /** A cluster over the copy of this name, which is used up. */
  restore(backup: string): Promise<Cluster>;
  /** From now on this cluster answers at this address; the address is made with its first leader. */
  lead(address: string, cluster: Cluster): Promise<string>;
  close(): Promise<void>;
}

export async function openClusters(): Promise<Clusters> {
  const root = await mkdtemp(join(tmpdir(), 'slotwire-clusters-'));
  await chmod(root, 0o755);
  const { account, folder } = choosePlace(root);
  const native = await placeBinaries(account, folder);
  const sockets = new Map<Cluster, string>();
  const running = new Set<Cluster>();

  const own = async (path: string) => {
    await chmod(path, 0o700);
    if (account) await chown(path, account.uid, account.gid);
  };

  async function start(name: string): Promise<Cluster> {
    const data = join(folder, name);
    const socket = join(folder, `${name}.socket`);
    await mkdir(socket, { recursive: true });
    await own(socket);
    const child = spawn(
      join(native, 'bin', 'postgres'),
      ['-D', data, '-c', 'listen_addresses=', '-c', `unix_socket_directories=${socket}`],
      { ...account, cwd: '/', env: bareEnvironment, stdio: ['ignore', 'ignore', 'ignore'] },
    );
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const withUs = () => child.kill('SIGQUIT');
    process.once('exit', withUs);

    const cluster: Cluster = {
      async ask(text, database = 'slotwire') {
        const client = new pg.Client({ host: socket, port: 5432, user: 'postgres', database });
        client.on('error', () => undefined);
        await client.connect();
        try {
          return (await client.query(text)).rows;
        } finally {
          await client.end();
        }
      },
      backUp: (backup) => copy(data, join(folder, backup), socket),
      async follow(replica) {
        await cluster.backUp(replica);
        const place = join(folder, replica);
        await writeFile(join(place, 'standby.signal'), '');
        await appendFile(
          join(place, 'postgresql.auto.conf'),
          `primary_conninfo = 'host=${socket} port=5432 user=postgres'\n`,
        );
        if (account) execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, place]);
        return start(replica);
      },
      async crash() {
        child.kill('SIGQUIT');
        await ended;
        running.delete(cluster);
      },
      async stop() {
        child.kill('SIGINT');
        await ended;
        process.off('exit', withUs);
        running.delete(cluster);
      },
    };
    sockets.set(cluster, socket);
    running.add(cluster);
    await until(`${name} answers`, () => cluster.ask('select 1', 'postgres').catch(() => undefined), 60_000);
    return cluster;
  }

  async function copy(from: string, to: string, host: string): Promise<void> {
    const client = new pg.Client({ host, port: 5432, user: 'postgres', database: 'postgres' });
    await client.connect();
    try {
      await client.query(`select pg_backup_start('copy', true)`);
      copyFiles(from, to);
      const { rows } = await client.query<{ labelfile: string }>('select * from pg_backup_stop(false)');
      await rm(join(to, 'pg_wal'), { recursive: true });
      copyFiles(join(from, 'pg_wal'), join(to, 'pg_wal'));
      await writeFile(join(to, 'backup_label'), rows[0]!.labelfile);
      for (const left of ['postmaster.pid', 'postmaster.opts']) await rm(join(to, left), { force: true });
      if (account) execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, to]);
    } finally {
      await client.end();
    }
  }

  return {
    async create(name) {
      await createCluster(native, join(folder, name), account);
      return start(name);
    },
    restore: start,
    async lead(address, cluster) {
      const place = join(root, address);
      await unlink(place).catch(() => undefined);
      await symlink(sockets.get(cluster)!, place);
      return `postgresql:///slotwire?user=slotwire&host=${encodeURIComponent(place)}`;
    },
    async close() {
      for (const cluster of running) await cluster.crash();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Files may go and grow meanwhile; the log that is replayed over them makes that good. */
function copyFiles(from: string, to: string): void {
  try {
    execFileSync('cp', ['-a', from, to], { stdio: 'ignore' });
  } catch (error) {
    if ((error as { status?: number }).status !== 1) throw error;
  }
}
