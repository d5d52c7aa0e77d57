/** Who listens on a port of this machine, as far as Linux tells; nothing elsewhere, or about other people's programs. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

const listening = '0A';

/** `node, process 4711`. */
export function whoHolds(port: number): string | undefined {
  const inodes = new Set(['tcp', 'tcp6'].flatMap((table) => socketsOn(table, port)));
  if (inodes.size === 0) return undefined;
  const id = entriesOf('/proc').find((name) => /^\d+$/.test(name) && holdsOne(name, inodes));
  return id && `${nameOf(id)}, process ${id}`;
}

/** Inodes of the sockets that listen there. */
function socketsOn(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return orNothing(() => readFileSync(`/proc/net/${table}`, 'utf8'), '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(wanted) && fields[3] === listening)
    .map((fields) => `socket:[${fields[9]}]`);
}

function holdsOne(id: string, inodes: Set<string>): boolean {
  const folder = `/proc/${id}/fd`;
  return entriesOf(folder).some((name) => inodes.has(orNothing(() => readlinkSync(`${folder}/${name}`), '')));
}

function nameOf(id: string): string {
  const path = orNothing(() => readlinkSync(`/proc/${id}/exe`), '');
  return path === '' ? 'a program' : basename(path);
}

const entriesOf = (folder: string) => orNothing(() => readdirSync(folder), []);

/** Processes come and go while one looks, and not everything may be read. */
function orNothing<T>(read: () => T, nothing: T): T {
  try {
    return read();
  } catch {
    return nothing;
  }
}
