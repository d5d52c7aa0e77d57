/** `slotwire keys …`: the keys that seal every secret: a new one, what stands under which, and the change to another. */
import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import type { Config, Environment } from '../../server/config.ts';
import { Failure } from '../../server/errors.ts';
import { createIds } from '../../server/ids.ts';
import { createLog } from '../../server/log.ts';
import { addKey, keyFile, type Opened, openDatabase } from '../../server/open.ts';
import { sealedPlaces } from '../../server/sealed.ts';
import {
  createRotation,
  createVault,
  giveUpKey,
  holdRing,
  type KeyStatus,
  parseKeyRing,
  readKeyStatus,
} from '../../server/vault/index.ts';
import { quiet, say, sayDone, sayProblem, strong } from '../output.ts';
import { besideAnother, lettingGo, type Stopping } from './run.ts';

export function keysCommand(program: Command, environment: Environment): void {
  const keys = program.command('keys').description('the keys that seal every secret');
  keys
    .command('generate')
    .description('print a new key for the ring')
    .action(() => say(newKey()));
  keys
    .command('status')
    .description('how many values stand under which key, and which keys each running process holds')
    .action(() => lettingGo((later) => status(besideAnother(environment), later)));
  keys
    .command('rotate')
    .description('seal everything anew under the first key of the ring, while the service runs')
    .option('--add', 'first put a new key before the others, where the ring is a file')
    .option('--wait <seconds>', 'how long to wait for processes that do not have it yet', readSeconds, 60)
    .action(({ add, wait }: { add?: boolean; wait: number }) =>
      lettingGo((later) => rotate(besideAnother(environment), later, { add: add === true, wait })),
    );
  keys
    .command('give-up')
    .description('start without a key that is lost; what it sealed is never opened again')
    .argument('<id>', 'the id of the lost key')
    .requiredOption('--lost', 'yes, it is lost: docs/operations.md says what goes with it')
    .action((id: string) =>
      lettingGo(async (later) => {
        const { database } = await open(besideAnother(environment), later);
        await giveUpKey(database, id);
        sayDone(`No start asks for “${id}” any more.`);
      }),
    );
}

function newKey(): string {
  return `k${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}`;
}

function readSeconds(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number of seconds.');
}

async function open(config: Config, later: Stopping): Promise<Opened> {
  const opened = await openDatabase(config, createLog(config.logLevel));
  later.push(opened.stop);
  return opened;
}

async function status(config: Config, later: Stopping): Promise<void> {
  const { database, readKeys } = await open(config, later);
  sayStatus(await readKeyStatus(sealedPlaces(database), parseKeyRing(await readKeys())));
}

function sayStatus({ keys, holders }: KeyStatus): void {
  for (const { id, values, tables, held, isCurrent } of keys) {
    const marks = [isCurrent ? 'seals' : '', held ? '' : 'not in this ring'].filter((mark) => mark !== '');
    say(`${strong(id || '(no sealed value)')}  ${values} values  ${marks.join(', ')}`.trimEnd());
    for (const [table, count] of Object.entries(tables)) say(quiet(`  ${table}  ${count}`));
  }
  for (const { process, keyIds, sealsWith } of holders) {
    say(`${process}  holds ${keyIds.join(', ')}  seals with ${sealsWith ?? 'none yet'}`);
  }
}

async function rotate(
  config: Config,
  later: Stopping,
  { add, wait }: { add: boolean; wait: number },
): Promise<void> {
  const { database, readKeys } = await open(config, later);
  const places = sealedPlaces(database);
  if (add) {
    const first = parseKeyRing(await readKeys());
    await addTo(config, await readKeyStatus(places, first), first.current.id);
  }
  const id = createIds(() => performance.timeOrigin + performance.now()).uuid();
  const ring = await holdRing({ database, log: createLog(config.logLevel), read: readKeys, id });
  later.push(ring.stop);
  say(`To ${strong(ring.ids[0]!)}`);
  say();
  const line = createLine();
  const rotated = await createRotation({ ...places, ring, vault: createVault(ring) }).rotate({
    waitMs: wait * 1000,
    onWaiting: (behind) => line(`waiting for ${behind.map(({ process }) => process).join(', ')}`),
    onProgress: ({ done, left }) => line(`${done} values sealed anew, ${left} left`),
  });
  if (!rotated.ok) {
    for (const { process, keyIds } of rotated.behind) say(`${process}  holds ${keyIds.join(', ')}`);
    throw new Failure('keys_behind', { detail: `${rotated.behind.length} processes.` });
  }
  sayDone(`${rotated.done} values sealed anew. Nothing else is under another key.`);
  if (rotated.unreadable.length === 0) return;
  for (const { tenantId, table, row, column } of rotated.unreadable) {
    say(`  ${table} ${row} ${column} ${quiet(`tenant ${tenantId}`)}`);
  }
  sayProblem(`${rotated.unreadable.length} values do not open.`, undefined, 'They stay as they are.');
  process.exitCode = 1;
}

/** A second new key before the first one is done would only be more work. */
async function addTo(config: Config, { keys }: KeyStatus, first: string): Promise<void> {
  const file = keyFile(config);
  if (!file)
    throw new Failure('key_missing', { detail: 'The ring is no file: put a new key before the others.' });
  if (keys.some(({ id, values, isCurrent }) => (isCurrent ? id !== first : values > 0))) {
    throw new Failure('keys_behind', { detail: 'The change before is not finished; leave out --add.' });
  }
  await addKey(file, newKey());
}

/** What is going on: in one line that changes on a terminal, else a line now and then. */
function createLine(): (text: string) => void {
  const everyMs = process.stdout.isTTY ? 0 : 2000;
  let last = '';
  let at = -everyMs;
  return (text) => {
    if (text === last || performance.now() - at < everyMs) return;
    last = text;
    at = performance.now();
    process.stdout.write(process.stdout.isTTY ? `\x1b[1A\x1b[K${text}\n` : `${text}\n`);
  };
}
