/**
 * The embedded server, as people and machines treat it: killed outright with everything it started, killed alone
 * while its starter lives, left running by a killed starter, started twice beside itself, on folders it cannot use.
 * Whatever was acknowledged is there afterwards, never are there two servers, and a refusal says what to do.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../server/config.ts';
import { createLog } from '../../server/log.ts';
import { openDatabase } from '../../server/open.ts';
import { tenantId } from '../support/writer.ts';
import type { Proof, ProofOptions, ProofResult } from './proof.ts';

const program = fileURLToPath(new URL('../support/writer.ts', import.meta.url));
const kinds = ['tree', 'parent', 'server'] as const;

export const proof: Proof = { name: 'fresh', run };

async function run({ seed, short, say }: ProofOptions): Promise<ProofResult> {
  const folder = await mkdtemp(join(tmpdir(), 'slotwire-fresh-'));
  const result: ProofResult = { tried: 0, held: 0, lost: 0, duplicated: 0, drove: {}, fallen: [] };
  const random = mulberry(seed);
  const acknowledged = new Set<string>();
  const check = (held: boolean, otherwise: string) => {
    result.tried++;
    if (held) result.held++;
    else result.fallen.push(otherwise);
  };
  const count = (what: string, by = 1) => {
    result.drove[what] = (result.drove[what] ?? 0) + by;
  };
  try {
    for (let round = 0; round < (short ? 3 : 75); round++) {
      const kind = kinds[round % kinds.length]!;
      await kill({ kind, folder, acknowledged, afterMs: 100 + random() * 300, check });
      count(`kill -9 of the ${kind}`);
    }
    await standBeside(folder, acknowledged, check);
    count('starts beside a running one');
    await beginTogether(join(folder, 'together'), check);
    count('first starts at the same moment', 3);
    for (const { ok, said } of await refusals(folder)) {
      check(ok, said);
      count('refused in words');
    }
    const lost = await findLost(folder, acknowledged);
    result.lost = lost.length;
    check(acknowledged.size > 50, `only ${acknowledged.size} rows were written: nothing was driven`);
    check(lost.length === 0, `${lost.length} of ${acknowledged.size} acknowledged rows are gone: ${lost[0]}`);
    count('rows acknowledged', acknowledged.size);
    say(`${acknowledged.size} rows acknowledged, ${lost.length} lost`);
  } catch (error) {
    check(false, String(error));
  } finally {
    for (const pid of serverProcesses(folder)) killIfThere(pid);
    await rm(folder, { recursive: true, force: true });
  }
  return result;
}

interface Round {
  kind: (typeof kinds)[number];
  folder: string;
  acknowledged: Set<string>;
  afterMs: number;
  check(held: boolean, otherwise: string): void;
}

async function kill({ kind, folder, acknowledged, afterMs, check }: Round): Promise<void> {
  const writer = await startWriter(folder, acknowledged);
  check(
    writer.found >= writer.before,
    `${writer.found} rows found at start, ${writer.before} were acknowledged`,
  );
  const running = postmasters(folder).length;
  check(running === 1, `${running} servers run on the folder`);
  await pause(afterMs);
  const servers = serverProcesses(folder);
  if (kind === 'server') {
    const fallen = postmasters(folder);
    for (const pid of fallen) killIfThere(pid);
    const another = await until(() => postmasters(folder).some((pid) => !fallen.includes(pid)), 10_000);
    const before = acknowledged.size;
    const on = another && (await until(() => acknowledged.size > before + 20, 10_000));
    check(on, 'after its server was killed a process did not bring it back');
    await writer.stop();
    check(serverProcesses(folder).length === 0, 'a server brought back outlived its last user');
    return;
  }
  writer.process.kill('SIGKILL');
  if (kind === 'tree') for (const pid of servers) killIfThere(pid);
  await writer.ended;
  if (kind === 'parent')
    check(postmasters(folder).length === 1, 'the server fell with the parent that was killed');
}

/** A second start uses the first one's server and leaves it to it; the last one out stops it. */
async function standBeside(folder: string, acknowledged: Set<string>, check: Round['check']): Promise<void> {
  const first = await startWriter(folder, acknowledged);
  const second = await startWriter(folder, acknowledged);
  const third = await startWriter(folder, acknowledged);
  const running = postmasters(folder).length;
  check(running === 1, `${running} servers run for three processes`);
  for (const leaving of [second, first]) {
    await leaving.stop();
    const before = acknowledged.size;
    const on = await until(() => acknowledged.size > before + 20, 5000);
    check(on, 'the others stopped writing when one left');
  }
  await third.stop();
  const failures = [first, second, third].flatMap(({ failures }) => failures);
  check(failures.length === 0, `writes failed beside a start that came or went: ${failures[0]}`);
  check(serverProcesses(folder).length === 0, 'the server outlived its last user');
}

/** Three that find nothing make one cluster. */
async function beginTogether(folder: string, check: Round['check']): Promise<void> {
  const acknowledged = new Set<string>();
  const writers = await Promise.all([1, 2, 3].map(() => startWriter(folder, acknowledged)));
  const running = postmasters(folder).length;
  check(running === 1, `${running} servers came of three first starts`);
  await until(() => acknowledged.size > 50, 5000);
  for (const writer of writers) await writer.stop();
  const lost = await findLost(folder, acknowledged);
  check(
    acknowledged.size > 50 && lost.length === 0,
    `of ${acknowledged.size} first rows ${lost.length} are gone`,
  );
}

/** What a start says on folders that it cannot use (the one of `beginTogether` is damaged here); each must name the place and a way out. */
async function refusals(folder: string): Promise<{ ok: boolean; said: string }[]> {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const damaged = join(folder, 'together');
  writeFileSync(join(damaged, 'postgres', 'data', 'PG_VERSION'), '9\n');
  const cases = [
    { target: file, words: ['a-file', 'SLOTWIRE_DATA'] },
    { target: join(file, 'below'), words: ['below', 'SLOTWIRE_DATA'] },
    { target: damaged, words: ['postgres.log', 'version'] },
  ];
  return Promise.all(
    cases.map(async ({ target, words }) => {
      const child = spawn(process.execPath, [program, target], { stdio: ['ignore', 'pipe', 'pipe'] });
      const said = await readAll(child);
      const ok = child.exitCode === 1 && words.every((word) => said.includes(word));
      return { ok, said: `on ${target} the start ended with ${child.exitCode} and said: ${said}` };
    }),
  );
}

async function startWriter(folder: string, acknowledged: Set<string>) {
  const before = acknowledged.size;
  const child = spawn(process.execPath, [program, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const failures: string[] = [];
  let found: number | undefined;
  let rest = '';
  let complaint = '';
  child.stdout.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const [word, value] = line.split(' ') as [string, string];
      if (word === 'ready') found = Number(value);
      else if (word === 'done') acknowledged.add(value);
      else failures.push(line);
    }
  });
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ready = await until(() => found !== undefined || child.exitCode !== null, 30_000);
  if (!ready || found === undefined) {
    child.kill('SIGKILL');
    throw new Error(`a start failed: ${complaint || 'not ready within 30 s'}`);
  }
  return {
    process: child,
    before,
    found,
    failures,
    ended,
    /** As Ctrl-C does: the whole process group hears it. */
    async stop() {
      process.kill(-child.pid!, 'SIGINT');
      await ended;
    },
  };
}

async function findLost(folder: string, acknowledged: Set<string>): Promise<string[]> {
  const config = readConfig({ SLOTWIRE_DATA: folder, CALENDLY_EMULATOR_URL: 'http://localhost:4610' });
  const { database, stop } = await openDatabase(config, createLog('error'));
  const rows = await database.tenantTransaction(tenantId, (tx) =>
    tx.query<{ user_id: string }>('select user_id from end_users where tenant_id = tenant()'),
  );
  await stop();
  const kept = new Set(rows.map((row) => row.user_id));
  return [...acknowledged].filter((row) => !kept.has(row));
}

async function readAll(child: ChildProcess): Promise<string> {
  let said = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return said;
}

/** Servers told by their own command line: `-D` and our folder. A child just forked still shows its parent's. */
function postmasters(folder: string): number[] {
  const alike = processes().filter(({ line }) => line.includes(`-D\0${folder}/postgres/data\0`));
  return alike.filter(({ parent }) => !alike.some(({ pid }) => pid === parent)).map(({ pid }) => pid);
}

function serverProcesses(folder: string): number[] {
  const servers = postmasters(folder);
  return processes()
    .filter(({ pid, parent }) => servers.includes(pid) || servers.includes(parent))
    .map(({ pid }) => pid);
}

function processes(): { pid: number; parent: number; line: string }[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      return [
        { pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]), line },
      ];
    } catch {
      return [];
    }
  });
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function until(is: () => boolean, withinMs: number): Promise<boolean> {
  const limit = performance.now() + withinMs;
  while (!is()) {
    if (performance.now() > limit) return false;
    await pause(10);
  }
  return true;
}

/** A small generator of numbers that a seed repeats. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
