/**
 * The whole program as a person starts it: `slotwire start` in a folder of its own, on free ports.
 * Resolves when `/readyz` says so; `stop` ends the process group it made and waits for it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

function programArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return (scripts.slotwire as string).split(' ').slice(1);
}

/** What bounds the memory of the program. */
export function programFlags(): string[] {
  return programArguments().filter((argument) => argument.startsWith('--'));
}

/** The program as `npm run slotwire` runs it. */
export function runProgram(command: string[], environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [...programArguments(), ...command], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

export interface Program {
  url: string;
  emulatorUrl: string;
  /** The one-time sign-in link it printed. */
  signInLink: string;
  folder: string;
  process: ChildProcess;
  output(): string;
  /** SIGTERM, and wait until it has ended. */
  stop(): Promise<number | null>;
}

export async function startProgram(
  options: {
    folder?: string;
    ports?: { service: number; emulator: number };
    environment?: Record<string, string>;
  } = {},
): Promise<Program & { ports: { service: number; emulator: number } }> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'slotwire-')));
  const ports = options.ports ?? { service: await freePort(), emulator: await freePort() };
  const child = runProgram(['start'], {
    SLOTWIRE_DATA: folder,
    PORT: String(ports.service),
    EMULATOR_PORT: String(ports.emulator),
    ...options.environment,
  });
  let output = '';
  child.stdout!.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr!.on('data', (chunk) => {
    output += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = `http://localhost:${ports.service}`;
  const signInLink = await Promise.race([
    untilReady(url, () => output),
    ended.then((code) => Promise.reject(new Error(`slotwire start ended with ${code}:\n${output}`))),
  ]);
  return {
    url,
    emulatorUrl: `http://localhost:${ports.emulator}`,
    signInLink,
    folder,
    ports,
    process: child,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Removes the folder of a program that has been stopped. */
export async function removeFolder(program: Pick<Program, 'folder'>): Promise<void> {
  await rm(program.folder, { recursive: true, force: true });
}

async function untilReady(url: string, output: () => string): Promise<string> {
  const limit = Date.now() + 120_000;
  while (Date.now() < limit) {
    const link = /\S+\/sign-in#\S+/.exec(output())?.[0];
    if (
      link &&
      (await fetch(`${url}/readyz`).then(
        (response) => response.ok,
        () => false,
      ))
    )
      return link;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not ready within two minutes:\n${output()}`);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
