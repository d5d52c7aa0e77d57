/**
 * The first time: a cluster with one database, owned by a role that is no superuser,
 * so that the wall holds against it as it holds against everybody.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Failure } from '../../errors.ts';
import { type Account, appear, own } from './place.ts';

export const owner = 'slotwire';

const initdb = [
  '--username=postgres',
  '--auth=trust',
  '--encoding=UTF8',
  '--locale=C',
  '--no-instructions',
] as const;

/** The roles of the wall are made by the first migration, hence `createrole`. */
const first = `create role ${owner} login createrole\ncreate database ${owner} owner ${owner}\n`;

export const bareEnvironment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };

export async function createCluster(native: string, folder: string, account?: Account): Promise<void> {
  await appear(folder, async (unfinished) => {
    if (account) own(unfinished, account);
    await run(join(native, 'bin', 'initdb'), ['-D', unfinished, ...initdb], account);
    await run(join(native, 'bin', 'postgres'), ['--single', '-D', unfinished, 'postgres'], account, first);
  });
}

function run(program: string, argv: string[], account: Account | undefined, input = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, { ...account, env: bareEnvironment, cwd: '/' });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk;
      });
    }
    const fail = (cause?: unknown) =>
      reject(
        new Failure('database_refused', {
          detail: `The embedded PostgreSQL could not be set up: ${said.trim() || String(cause)}`,
          cause,
        }),
      );
    child.once('error', fail);
    child.once('close', (code) => (code === 0 ? resolve() : fail()));
    child.stdin.end(input);
  });
}
