/**
 * Where the embedded server's files lie and as whom it runs. PostgreSQL refuses to run as root, so root
 * lends it to `nobody`, who must be able to reach every folder above its own.
 */
import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure } from '../../errors.ts';
import { isAlive } from './processes.ts';

export interface Account {
  uid: number;
  gid: number;
}

export interface Place {
  /** Whom the server runs as; undefined: the one who starts it. */
  account: Account | undefined;
  /** The server's own folder, made and owned. */
  folder: string;
  /** Whether it lies elsewhere because `nobody` cannot reach the data folder. */
  elsewhere: boolean;
}

const nobody: Account = { uid: 65_534, gid: 65_534 };
const reachable = '/var/lib/slotwire';

/** @throws Failure `folder_unusable` that names the folder. */
export function choosePlace(dataFolder: string): Place {
  const whole = makeFolder(dataFolder);
  if (process.getuid?.() !== 0) {
    return { account: undefined, folder: makeFolder(join(whole, 'postgres'), 0o700), elsewhere: false };
  }
  const account = ownerOf(join(whole, 'postgres')) ?? nobody;
  const elsewhere = !canReach(whole, account) && !letIn(whole, account);
  const folder = elsewhere
    ? join(makeFolder(reachable, 0o711), createHash('sha256').update(whole).digest('hex').slice(0, 16))
    : join(whole, 'postgres');
  makeFolder(folder);
  own(folder, account);
  return { account, folder, elsewhere };
}

/** Whoever made the server's folder before root came, so that it stays theirs. */
function ownerOf(folder: string): Account | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found === undefined || found.uid === 0 ? undefined : { uid: found.uid, gid: found.gid };
}

/** The folder, made where it is missing; its true path. */
export function makeFolder(folder: string, mode?: number): string {
  try {
    makeMissing(resolve(folder), mode);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return realpathSync(folder);
  } catch (error) {
    throw unusable(folder, error);
  }
}

/** Step by step, since Node's own recursion never ends where a parent takes no folders, as below `/proc`. */
function makeMissing(folder: string, mode?: number): void {
  if (existsSync(folder)) return;
  makeMissing(dirname(folder));
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

export function own(folder: string, account: Account): void {
  try {
    chownSync(folder, account.uid, account.gid);
    chmodSync(folder, 0o700);
  } catch (error) {
    throw unusable(folder, error);
  }
}

/** Whether the account may pass through every folder above the path, and the path itself. */
export function canReach(path: string, account: Account): boolean {
  const { mode, uid, gid } = statSync(path);
  const pass = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  if ((mode & pass) === 0) return false;
  return path === dirname(path) || canReach(dirname(path), account);
}

/** Makes a folder that is there whole or not at all, whoever dies and whoever else makes it meanwhile. */
export async function appear(folder: string, fill: (unfinished: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  for (const name of readdirSync(dirname(folder))) {
    const [, beginning, maker] = /^(.+)\.(\d+)\.\w+$/.exec(name) ?? [];
    if (beginning === basename(folder) && !isAlive(Number(maker))) {
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
  const unfinished = mkdtempSync(`${folder}.${process.pid}.`);
  try {
    await fill(unfinished);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** Opens root's own closed folder a crack: the account may pass through it, and see nothing. */
function letIn(folder: string, account: Account): boolean {
  const { uid, gid, mode } = statSync(folder);
  if (uid !== 0 || gid !== 0 || !canReach(dirname(folder), account)) return false;
  chownSync(folder, uid, account.gid);
  chmodSync(folder, (mode & 0o707) | 0o010);
  return true;
}

function unusable(folder: string, cause: unknown): Failure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Failure('folder_unusable', { detail: `${folder}: ${reason}.`, cause });
}
