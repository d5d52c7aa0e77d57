import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { clockFrom } from '../clock.ts';
import { createIds } from '../ids.ts';
import { createLog } from '../log.ts';
import { Secret } from '../secret.ts';
import { createVault, parseKeyRing } from '../vault/index.ts';
import { createJournal, type Journal } from './journal.ts';

const dayMs = 86_400_000;
const holder = { tenantId: 't1', accountId: 'a1', connectionId: 1 };
const vault = createVault(parseKeyRing(new Secret(`k:${randomBytes(32).toString('base64')}`)));
const ids = createIds(() => 0);
const folders: string[] = [];
let folder: string;
let now: number;

beforeEach(async () => {
  now = Date.parse('2026-11-24T09:00:00Z');
  folder = join(await mkdtemp(join(tmpdir(), 'slotwire-journal-')), 'journal');
  folders.push(folder);
});

afterAll(() => Promise.all(folders.map((one) => rm(join(one, '..'), { recursive: true }))));

/** As each process makes its own. */
function open(): Journal {
  return createJournal({ folder, clock: clockFrom(() => now), ids, vault, log: createLog('silent') });
}

const key = open().newKey('t1', 'a1');

async function write(journal: Journal, pairId: string): Promise<void> {
  const given = {
    pairId,
    accessToken: new Secret(`access of ${pairId}`),
    refreshToken: new Secret(`refresh of ${pairId}`),
    scopes: ['users:read'],
    ownerUri: 'https://api.calendly.com/users/u1',
    expiresAt: '2026-11-24T11:00:00.000000Z',
  };
  await journal.write({ ...holder, used: null }, given, key);
}

async function openPairs(journal = open()): Promise<string[]> {
  return (await journal.unsettled()).map(({ pairId }) => pairId).sort();
}

test('what one process wrote and did not settle, another opens; nothing of it can be read without the key', async () => {
  const dead = open();
  await write(dead, 'p1');
  await write(dead, 'p2');
  await dead.settle('p1');
  const other = open();
  const [line, ...rest] = await other.unsettled();
  expect(rest).toEqual([]);
  expect(line).toMatchObject({ ...holder, pairId: 'p2', used: null });
  const given = other.open(line!, key);
  expect([given.accessToken.reveal(), given.refreshToken?.reveal()]).toEqual([
    'access of p2',
    'refresh of p2',
  ]);
  const [name] = await readdir(folder);
  expect(await readFile(join(folder, name!), 'utf8')).not.toContain('refresh of');
  expect((await stat(join(folder, name!))).mode & 0o077).toBe(0);
  expect(() => other.open({ ...line!, accountId: 'a2' }, key)).toThrow();
  await other.settle('p2');
  expect(await openPairs()).toEqual([]);
});

test('a personal access token comes out as one, which nothing renews', async () => {
  const token = {
    pairId: 'p1',
    accessToken: new Secret('access of p1'),
    refreshToken: null,
    scopes: ['users:read'],
    ownerUri: 'https://api.calendly.com/users/u1',
    expiresAt: null,
  };
  await open().write({ ...holder, used: null }, token, key);
  const [line] = await open().unsettled();
  const given = open().open(line!, key);
  expect(given).toEqual({ ...token, accessToken: expect.anything() });
  expect(given.accessToken.reveal()).toBe('access of p1');
});

test('each process begins a file a day; settled days are put aside, and go after a week', async () => {
  const [one, other] = [open(), open()];
  for (let day = 0; day < 10; day++) {
    for (const journal of [one, other]) {
      await write(journal, `${day}-${journal === one}`);
      await journal.settle(`${day}-${journal === one}`);
    }
    expect(one.isDue()).toBe(true);
    expect(await openPairs(one)).toEqual([]);
    expect(one.isDue()).toBe(false);
    now += dayMs;
  }
  const names = (await readdir(folder)).sort();
  expect(names.filter((name) => name.endsWith('.log')).map((name) => name.slice(7, 17))).toEqual([
    '2026-12-02',
    '2026-12-02',
    '2026-12-03',
    '2026-12-03',
  ]);
  expect(names.filter((name) => name.endsWith('.settled')).map((name) => name.slice(7, 17))).toEqual(
    ['2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29', '2026-11-30', '2026-12-01'].flatMap((day) => [
      day,
      day,
    ]),
  );
});

test('an open line stays, with what came after it, for as long as it is open', async () => {
  const [one, other] = [open(), open()];
  await write(one, 'open');
  await write(other, 'settled a day later');
  now += dayMs;
  await one.settle('settled a day later');
  now += 30 * dayMs;
  expect(await openPairs()).toEqual(['open']);
  expect(await openPairs()).toEqual(['open']);
  await one.settle('open');
  expect(await openPairs()).toEqual([]);
  now += dayMs * 9;
  expect(await openPairs()).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

test('a line that was cut is none, and does not spoil the next', async () => {
  const journal = open();
  await write(journal, 'p1');
  const [name] = await readdir(folder);
  await appendFile(join(folder, name!), '\n{"tenantId":"t1","pairId":"cut');
  await write(journal, 'p2');
  await journal.settle('p1');
  expect(await openPairs()).toEqual(['p2']);
});

test('a process whose folder cannot be written says so and goes on', async () => {
  await appendFile(folder, 'a file where the folder should be');
  const journal = open();
  await write(journal, 'p1');
  await journal.settle('p1');
  expect(await openPairs(journal)).toEqual([]);
});
