/** Finds secrets in whatever was written or said, in every form that a program may have given them. */
import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Canary {
  /** What kind of secret: `client secret`, `access token`, … */
  kind: string;
  value: string;
  /** Where it is meant to be told; everywhere else it must not be. */
  allowed: RegExp | undefined;
}

export interface Sighting {
  kind: string;
  form: string;
  where: string;
}

const shortest = 8;

/** The same secret as programs write it. */
export function formsOf(value: string): Map<string, Buffer> {
  const bytes = Buffer.from(value);
  const forms: Record<string, string> = {
    raw: value,
    JSON: JSON.stringify(value).slice(1, -1),
    'JSON twice': JSON.stringify(JSON.stringify(value).slice(1, -1)).slice(1, -1),
    URL: encodeURIComponent(value),
    'form of a page': new URLSearchParams([['', value]]).toString().slice(1),
    hex: bytes.toString('hex'),
    HEX: bytes.toString('hex').toUpperCase(),
  };
  // Where it begins within three bytes decides how it comes out; the edges belong to its neighbours too.
  for (const before of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = text.slice(Math.ceil((before * 8) / 6), -1);
    forms[`base64 at ${before}`] = whole;
    forms[`base64url at ${before}`] = whole.replaceAll('+', '-').replaceAll('/', '_');
  }
  const distinct = new Map<string, Buffer>();
  const seen = new Set<string>();
  for (const [form, text] of Object.entries(forms)) {
    if (text.length < shortest || seen.has(text)) continue;
    seen.add(text);
    distinct.set(form, Buffer.from(text));
  }
  return distinct;
}

interface Pattern {
  canary: Canary;
  form: string;
  bytes: Buffer;
}

/** Looks for all of them in one go: the first three bytes tell whether one may begin here. */
export function createSearch(canaries: readonly Canary[]): (where: string, bytes: Buffer) => Sighting[] {
  const begins = new Map<number, Pattern[]>();
  const mayBegin = new Uint8Array(2 ** 24);
  for (const canary of canaries) {
    for (const [form, bytes] of formsOf(canary.value)) {
      const first = bytes.readUIntBE(0, 3);
      mayBegin[first] = 1;
      begins.set(first, [...(begins.get(first) ?? []), { canary, form, bytes }]);
    }
  }
  return (where, bytes) => {
    const found = new Map<string, Sighting>();
    let first = bytes.length > 1 ? bytes.readUIntBE(0, 2) : 0;
    for (let at = 2; at < bytes.length; at++) {
      first = ((first << 8) | bytes[at]!) & 0xffffff;
      if (mayBegin[first] === 0) continue;
      for (const { canary, form, bytes: pattern } of begins.get(first)!) {
        if (canary.allowed?.test(where)) continue;
        const start = at - 2;
        if (!bytes.subarray(start, start + pattern.length).equals(pattern)) continue;
        found.set(`${canary.kind} ${form}`, { kind: canary.kind, form, where });
      }
    }
    return [...found.values()];
  };
}

/** Every file below a folder, with what is in it; sockets and what went away meanwhile are passed over. */
export async function* filesBelow(folder: string): AsyncGenerator<{ path: string; bytes: Buffer }> {
  const entries: Dirent[] = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes) yield { path: path.slice(folder.length + 1), bytes };
  }
}
