/**
 * Runs a program to its end and keeps what it printed. One that takes too long is asked to stop, then made to,
 * with the whole process group it was given; so is one whose starter ends.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const graceMs = 10_000;

export interface Ended {
  /** Null when it could not be started, or was ended by a signal. */
  code: number | null;
  output: string;
}

export function runToEnd(
  program: string,
  args: string[],
  options: { folder: string; limitMs: number; user?: number; environment?: NodeJS.ProcessEnv },
): Promise<Ended> {
  const { folder, limitMs, user, environment = process.env } = options;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      ...(user === undefined ? {} : { uid: user, gid: user }),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const end = (signal: NodeJS.Signals) => child.pid && process.kill(-child.pid, signal);
    const withUs = () => end('SIGTERM');
    const limits = [
      setTimeout(() => end('SIGTERM'), limitMs),
      setTimeout(() => end('SIGKILL'), limitMs + graceMs),
    ];
    const settle = (code: number | null) => {
      for (const limit of limits) clearTimeout(limit);
      process.off('exit', withUs);
      resolve({ code, output });
    };
    process.once('exit', withUs);
    child.once('error', (error) => {
      output += String(error);
      settle(null);
    });
    child.once('close', settle);
  });
}

/**
 * A signal ends this process through `exit`, so that what it started ends with it; with a shell's code for that signal,
 * so that who was stopped is not taken for one that judged.
 */
export function endOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
