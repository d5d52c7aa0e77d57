/** A place where Slotwire runs: an address, a data folder, a cluster behind an address of its own; started and killed. */
import { type ChildProcess, fork } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestEmulator } from '../../support/emulator.ts';
import { testKeys } from '../../support/keys.ts';
import { freePort, runProgram } from '../../support/program.ts';
import { createVisitor, type Visitor } from '../../support/visitor.ts';

export interface Place {
  url: string;
  dataFolder: string;
  operator: Visitor;
  /** Undefined when it runs; else why it refused to. */
  serve(): Promise<string | undefined>;
  signIn(): Promise<void>;
  /** As when the machine dies. */
  kill(): Promise<void>;
  /** To the process that serves. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** A command of the program here: how it ended and what it said. */
  command(...words: string[]): Promise<{ code: number | null; said: string }>;
  close(): Promise<void>;
}

export async function openPlace(
  emulator: TestEmulator,
  databaseUrl: string,
  /** Its data folder is copied, as with the whole machine. */
  like?: Pick<Place, 'dataFolder'>,
): Promise<Place> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const dataFolder = await mkdtemp(join(tmpdir(), 'slotwire-place-'));
  if (like) await cp(like.dataFolder, dataFolder, { recursive: true });
  const environment = {
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL: databaseUrl,
    SLOTWIRE_DATA: dataFolder,
    SLOTWIRE_KEYS: testKeys.reveal(),
    CALENDLY_EMULATOR_URL: emulator.url,
    CLOCK: `follow:${emulator.url}`,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
  };
  const operator = createVisitor(url);
  let child: ChildProcess | undefined;

  function told(): Promise<{ link?: string; refused?: string }> {
    return new Promise((resolve, reject) => {
      child!.once('message', (message) => resolve(message as { link?: string }));
      child!.once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
    });
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child!.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  return {
    url,
    dataFolder,
    operator,
    async serve() {
      child = fork(new URL('./served.ts', import.meta.url), [], {
        env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      const { link, refused } = await told();
      if (link) await operator.signIn(link);
      return refused;
    },
    async signIn() {
      child!.send('link');
      const { link, refused } = await told();
      if (!link) throw new Error(refused);
      await operator.signIn(link);
    },
    kill,
    signal: (name) => void child!.kill(name),
    command(...words) {
      const run = runProgram(words, environment);
      let said = '';
      for (const stream of [run.stdout!, run.stderr!]) stream.on('data', (chunk) => (said += chunk));
      return new Promise((resolve) => run.once('close', (code) => resolve({ code, said })));
    },
    async close() {
      await kill();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
