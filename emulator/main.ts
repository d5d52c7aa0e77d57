/** The emulator as a program of its own; the only reader of the environment in this tree. */
import { readFileSync } from 'node:fs';
import { createEmulator, type Emulator } from './index.ts';
import { whoHolds } from './port-holder.ts';
import { readSeedFile } from './seed-file.ts';

export interface RunOptions {
  host: string;
  port: number;
  /** Keeps everything over restarts. */
  file: string;
  /** A number, from which a company is invented, or a file that says who there is. */
  seed: number | string;
  /** Listen beyond this machine, for the pages and Calendly's interfaces. */
  beyond?: boolean;
  /** Answer other machines at the control interface and the console too; listens beyond this machine as well. */
  allowRemote: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error with `code` `WRONG_OPTION` and words for a person. */
export function readOptions(environment: Environment): RunOptions {
  const number = (name: string, fallback: number): number => {
    const given = environment[name];
    if (given === undefined || given === '') return fallback;
    if (!/^\d+$/.test(given)) throw failed('WRONG_OPTION', `${name} must be a whole number, not “${given}”.`);
    return Number(given);
  };
  return {
    host: environment.EMULATOR_HOST || '127.0.0.1',
    port: number('EMULATOR_PORT', 4610),
    file: environment.EMULATOR_FILE || ':memory:',
    seed: seedOf(environment.EMULATOR_SEED || '1'),
    allowRemote: environment.EMULATOR_ALLOW_REMOTE === '1',
  };
}

/** @throws Error with `code` `PORT_TAKEN` or `FILE_TAKEN` and words for a person. */
export async function runEmulator(options: RunOptions): Promise<Emulator> {
  const { host, port, ...rest } = options;
  const emulator = openEmulator(rest);
  try {
    await emulator.listen(host, port);
    return emulator;
  } catch (error) {
    await emulator.close();
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!taken) throw error;
    const holder = whoHolds(port) ?? 'another program';
    throw failed(
      'PORT_TAKEN',
      `Port ${port} is taken by ${holder}; choose another with --port or EMULATOR_PORT.`,
    );
  }
}

const seedOf = (given: string): number | string => (/^\d+$/.test(given) ? Number(given) : given);

function openEmulator(options: Omit<RunOptions, 'host' | 'port'>): Emulator {
  const { seed, ...rest } = options;
  const company = typeof seed === 'number' ? seed : readSeedFile(contentOf(seed), seed);
  try {
    return createEmulator({ ...rest, seed: company });
  } catch (error) {
    const locked = error instanceof Error && 'errcode' in error && error.errcode === 5;
    if (!locked) throw error;
    throw failed(
      'FILE_TAKEN',
      `Another emulator is at work on ${options.file}; stop it, or give another file.`,
    );
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw failed('WRONG_OPTION', `The seed file ${file} cannot be read.`);
  }
}

function failed(code: string, words: string): Error {
  return Object.assign(new Error(words), { code });
}
