/**
 * Plants one fault at a time in a copy of the source and runs the proof's short form there.
 * First the copy runs as it is and must hold, or else a red result would say nothing.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ended, runToEnd } from '../support/run-to-end.ts';
import { copySource } from '../support/source-copy.ts';

const here = import.meta.dirname;
const limitMs = 5 * 60_000;

interface Fault {
  why: string;
  file: string;
  find: string;
  replace: string;
}

export async function listProofs(): Promise<string[]> {
  const files = await readdir(here);
  return files
    .filter((file) => file.endsWith('.ts') && !['main.ts', 'planted.ts', 'proof.ts'].includes(file))
    .map((file) => file.slice(0, -3))
    .sort();
}

/** `spoilt`: the untouched copy did not hold, or a fault does not fit the source any more. */
export async function provePlanted(
  name: string,
  say: (line: string) => void,
): Promise<{ planted: number; missed: string[]; spoilt: boolean }> {
  const faults = await listFaults(name);
  const copy = await copySource();
  const missed: string[] = [];
  let spoilt = false;
  try {
    const untouched = await runShort(copy.folder, name);
    if (untouched.code !== 0) {
      say(`without a fault it ended with ${untouched.code}:\n${untouched.output}`);
      return { planted: faults.length, missed: faults.map((fault) => fault.name), spoilt: true };
    }
    say('without a fault: holds');
    for (const fault of faults) {
      const ended = await withFault(copy.folder, fault, () => runShort(copy.folder, name));
      const caught = ended?.code === 1;
      if (!ended) spoilt = true;
      if (!caught) missed.push(fault.name);
      const words = ended ? (caught ? 'caught' : `MISSED, ended with ${ended.code}`) : 'DOES NOT FIT';
      say(`${fault.name}: ${words} (${fault.why})`);
      if (ended && !caught) say(ended.output.trim().split('\n').slice(-5).join('\n    '));
    }
  } finally {
    await copy.remove();
  }
  return { planted: faults.length, missed, spoilt };
}

export async function listFaults(name: string): Promise<(Fault & { name: string })[]> {
  const folder = join(here, 'planted', name);
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => ({
      ...(JSON.parse(await readFile(join(folder, file), 'utf8')) as Fault),
      name: file.slice(0, -5),
    })),
  );
}

/** A fault fits only where its text stands exactly once. */
export function standsOnce(text: string, part: string): boolean {
  return text.split(part).length === 2;
}

/** Undefined when the fault does not fit. */
async function withFault<T>(folder: string, fault: Fault, use: () => Promise<T>): Promise<T | undefined> {
  const path = join(folder, fault.file);
  const text = await readFile(path, 'utf8');
  if (!standsOnce(text, fault.find)) return undefined;
  await writeFile(
    path,
    text.replace(fault.find, () => fault.replace),
  );
  try {
    return await use();
  } finally {
    await writeFile(path, text);
  }
}

function runShort(folder: string, name: string): Promise<Ended> {
  return runToEnd(process.execPath, ['test/proofs/main.ts', name, '--short'], { folder, limitMs });
}
