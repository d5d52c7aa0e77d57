/** Arguments and environments of a process and of all that it started, as the machine tells them to others. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface Told {
  where: string;
  bytes: Buffer;
}

/** Also what let go of its parent: the embedded server goes by the folder in its arguments. */
export function tellOfProcesses(pid: number, dataFolder: string): Told[] {
  if (!existsSync('/proc/self/status')) return [];
  const told: Told[] = [];
  const parents = new Map<number, number>();
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  for (const one of all) {
    const [, parent] = /^PPid:\s+(\d+)$/m.exec(read(one, 'status').toString()) ?? [];
    if (parent) parents.set(one, Number(parent));
  }
  const descends = (one: number | undefined): boolean =>
    one !== undefined && one > 1 && (one === pid || descends(parents.get(one)));
  for (const one of all) {
    const line = read(one, 'cmdline');
    const isServer = line.includes(dataFolder) || /^postgres: .*slotwire/.test(line.toString());
    if (!descends(one) && !isServer) continue;
    const name = line.toString().split('\0')[0]!.split('/').at(-1);
    told.push({ where: `arguments of ${name}`, bytes: line });
    // The ring's file is named in our own environment, and nothing secret stands there either.
    told.push({ where: `environment of ${name}`, bytes: read(one, 'environ') });
  }
  return told;
}

function read(pid: number, file: string): Buffer {
  try {
    return readFileSync(`/proc/${pid}/${file}`);
  } catch {
    return Buffer.alloc(0);
  }
}
