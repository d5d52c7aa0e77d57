/**
 * Which processes a server still has, told by the system and not by a file that a killed one left behind:
 * PostgreSQL shows the cluster's name in the command line of each.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ids of the cluster's living processes; a dead one that was not yet reaped shows no command line. */
export function processesOf(cluster: string): number[] {
  return [...commandLines()]
    .filter(([, line]) => /^(?:\S*\/postgres[\0 ]|postgres: )/.test(line) && line.includes(cluster))
    .map(([pid]) => pid);
}

/** The server's own id, as it wrote it into its folder. */
export function readPid(data: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function* commandLines(): Generator<[number, string]> {
  if (existsSync('/proc/self/cmdline')) {
    for (const name of readdirSync('/proc')) {
      if (/^\d+$/.test(name)) yield [Number(name), readIfThere(`/proc/${name}/cmdline`)];
    }
    return;
  }
  for (const line of execFileSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' }).split('\n')) {
    const [, pid, command] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    if (pid) yield [Number(pid), command!];
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
