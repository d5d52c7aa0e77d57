/** The keys that seal: read from where they are, changed while processes run, refused when missing, lost for good. */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Connection, SealingKeys } from '../../sdk/types.ts';
import { readConfig } from '../../server/config.ts';
import { createLog } from '../../server/log.ts';
import { addKey, keyReader } from '../../server/open.ts';
import { sealedPlaces, sealedTables } from '../../server/sealed.ts';
import { Secret } from '../../server/secret.ts';
import {
  createRotation,
  createVault,
  giveUpKey,
  type HeldRing,
  holdRing,
  parseKeyRing,
  readKeyStatus,
} from '../../server/vault/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import { type Hook, writeHooks, writeTenant } from '../support/heart.ts';
import { until } from '../support/until.ts';
import { connectPerson, readAccount, readMeetings, startWhole } from '../support/whole.ts';

vi.setConfig({ testTimeout: 180_000 });

const log = createLog('silent');
const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [oldKey, freshKey] = [newKey('old'), newKey('fresh')];
let folder: string;
let held: TestDatabase;
let emulator: TestEmulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slotwire-keys-'));
  held = await createTestDatabase();
  emulator = await startEmulator();
});

afterAll(async () => {
  await emulator.close();
  await held.dispose();
  await rm(folder, { recursive: true, force: true });
});

const vaultOf = (...keys: string[]) => createVault(parseKeyRing(new Secret(keys.join(','))));

function hold(database: TestDatabase, read: () => string): Promise<HeldRing> {
  return holdRing({
    database: database.database,
    log,
    read: async () => new Secret(read()),
    id: randomUUID(),
  });
}

function readerOf(environment: Record<string, string>) {
  return keyReader(
    readConfig({ SLOTWIRE_DATA: folder, CALENDLY_EMULATOR_URL: 'http://localhost:4610', ...environment }),
  );
}

test('a file and a command are read each time anew; what a command says is in no message', async () => {
  const file = join(folder, 'ring');
  await writeFile(file, `${oldKey}\n`);
  const fromFile = readerOf({ SLOTWIRE_KEYS_FILE: file });
  const fromCommand = readerOf({ SLOTWIRE_KEYS_COMMAND: `cat ${file}` });
  expect([...parseKeyRing(await fromFile()).ids]).toEqual(['old']);
  await addKey(file, freshKey);
  for (const read of [fromFile, fromCommand]) {
    expect([...parseKeyRing(await read()).ids]).toEqual(['fresh', 'old']);
  }
  const failing = readerOf({ SLOTWIRE_KEYS_COMMAND: `cat ${file}; cat ${file} >&2; exit 3` });
  const failure = await failing().catch((error) => error);
  expect(failure.message).toContain('SLOTWIRE_KEYS_COMMAND ended with 3.');
  expect(JSON.stringify([failure, failure.message, failure.stack, failure.cause])).not.toContain('old:');
  await expect(readerOf({ SLOTWIRE_KEYS_FILE: join(folder, 'none') })()).rejects.toThrow(/ENOENT/);
  await chmod(file, 0o600);
});

test('every sealed column of the schema is on the list that a change of keys goes through', async () => {
  const columns = await held.database.dispatchTransaction((tx) =>
    tx.query<{ name: string }>(
      `select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'slotwire'::regnamespace and c.relkind = 'r' and a.attname ~ 'sealed$' order by 1`,
    ),
  );
  const listed = sealedTables.flatMap(({ table, one = {}, many = {} }) =>
    Object.keys({ ...one, ...many }).map((column) => `${table}.${column}`),
  );
  expect(columns.length).toBeGreaterThan(10);
  expect(listed.sort()).toEqual(columns.map(({ name }) => name));
});

test('a key seals once every process has it first; then all is sealed anew, and the old one is asked for no more', async () => {
  const database = await createTestDatabase();
  const places = sealedPlaces(database.database);
  let [first, second] = [oldKey, oldKey];
  const rings = [await hold(database, () => first), await hold(database, () => second)] as const;
  const [ring, other] = rings;
  const vault = createVault(ring);
  const tenants = [await writeTenant(database.database, vault), await writeTenant(database.database, vault)];
  const hooks: Hook[] = [];
  for (const tenantId of tenants) {
    hooks.push(...(await writeHooks(database.database, vault, tenantId, Array(120).fill('u'))));
  }
  const rotation = createRotation({ ...places, ring, vault });
  const quietly = { onWaiting: () => undefined, onProgress: () => undefined };

  first = `${freshKey},${oldKey}`;
  await ring.look();
  expect(ring.current.id).toBe('old');
  const early = await rotation.rotate({ waitMs: 600, ...quietly });
  expect(early).toMatchObject({ ok: false });
  expect((await readKeyStatus(places, ring)).keys).toMatchObject([
    { id: 'old', values: 2 + 2 * 240, isCurrent: true },
  ]);

  second = first;
  const lefts: number[] = [];
  const rotated = await rotation.rotate({
    waitMs: 10_000,
    onWaiting: () => undefined,
    onProgress: ({ left }) => lefts.push(left),
  });
  expect(rotated).toEqual({ ok: true, done: 2 + 2 * 240, unreadable: [] });
  expect([lefts[0], lefts.at(-1)]).toEqual([2 + 2 * 240, 0]);
  expect(other.current.id).toBe('fresh');
  expect((await readKeyStatus(places, ring)).keys).toMatchObject([
    { id: 'fresh', values: 2 + 2 * 240, tables: { connections: 2, subscriptions: 480 }, isCurrent: true },
  ]);
  const hook = hooks.at(-1)!;
  const sealed = await database.database.tenantTransaction(hook.tenantId, (tx) =>
    tx.one<{ key: Buffer }>(
      'select key_sealed as key from subscriptions where tenant_id = tenant() and id = $1',
      [hook.subscriptionId],
    ),
  );
  const place = { tenantId: hook.tenantId, table: 'subscriptions', row: hook.subscriptionId, column: 'key' };
  expect(vaultOf(freshKey).open(sealed.key, place).reveal()).toBe(hook.key);
  expect(() => vaultOf(oldKey).open(sealed.key, place)).toThrow(/no key “fresh”/);

  const without = await hold(database, () => freshKey);
  expect(without.current.id).toBe('fresh');
  for (const one of [...rings, without]) await one.stop();
  expect((await readKeyStatus(places, ring)).holders).toEqual([]);
  await database.dispose();
});

test('no process starts without a key that something may be sealed under, or with another of its id', async () => {
  const database = await createTestDatabase();
  const ring = await hold(database, () => oldKey);
  await expect(hold(database, () => freshKey)).rejects.toThrow(/may be sealed under “old”/);
  await expect(hold(database, () => newKey('old'))).rejects.toThrow(/another key under the id “old”/);
  expect((await readKeyStatus(sealedPlaces(database.database), ring)).holders).toHaveLength(1);
  await ring.stop();
  await database.dispose();
});

async function subscriptionsOf({ id }: { id: string }): Promise<string[]> {
  const { subscriptions } = await emulator.dump();
  return subscriptions
    .filter(({ userId, state }) => userId === id && state === 'active')
    .map((one) => one.id);
}

/** A service that starts, reads a person's bookings and makes a subscription has more to do than usual. */
const patiently: typeof until = (what, ask) => until(what, ask, 60_000);

test('with the key lost, meetings, members and API keys are there; secrets are entered and accounts connected again', async () => {
  const database = held.database;
  const before = await startWhole({ database, emulator, readKeys: async () => new Secret(oldKey) });
  await before.signIn();
  const application = await emulator.createApplication(`${before.url}/oauth/calendly/callback`);
  const { body: connection } = await before.operator.post<Connection>('/api/v1/connections', {
    type: 'calendly',
    name: 'Lost',
    clientId: application.client_id,
    clientSecret: application.client_secret,
  });
  const [person] = await emulator.people();
  const accountId = await connectPerson(before.operator, emulator, connection, person!);
  await patiently('a live subscription', async () => {
    const { subscription, backfill } = await readAccount(before.operator, accountId);
    return subscription?.state === 'active' && backfill?.state === 'done';
  });
  const seeded = (await readMeetings(before.operator, accountId)).length;
  const book = () =>
    emulator.send('POST', '/book', { event_type: `${person!.slug}/${person!.event_types[0]!.slug}` });
  await book();
  await patiently('a meeting', async () => (await readMeetings(before.operator, accountId)).length > seeded);
  const meetings = await readMeetings(before.operator, accountId);
  const [lost] = await subscriptionsOf(person!);
  const { port } = before;
  await before.stop();

  const freshRing = async () => new Secret(freshKey);
  await expect(startWhole({ database, emulator, port, readKeys: freshRing })).rejects.toThrow(/“old”/);
  await expect(giveUpKey(database, 'none')).rejects.toThrow(/No start asks/);
  await giveUpKey(database, 'old');
  const after = await startWhole({ database, emulator, port, readKeys: freshRing });
  const { operator } = after;
  await after.signIn();
  expect((await operator.get<SealingKeys>('/api/v1/settings/keys')).body).toMatchObject({
    current: { id: 'fresh' },
    others: [],
    processes: { running: 1 },
  });
  expect(await readMeetings(operator, accountId)).toEqual(meetings);

  const asked = await operator.post(`/api/v1/accounts/${accountId}/test`, {});
  expect(asked.status).toBeLessThan(500);
  const broken = await readAccount(operator, accountId);
  expect(broken.status).toMatchObject({ state: 'error', reason: { code: 'key_lost' } });
  const entered = await operator.send('PATCH', `/api/v1/connections/${connection.id}`, {
    clientSecret: application.client_secret,
  });
  expect(entered.status).toBe(200);
  const begun = await operator.post<{ authorizationUrl: string }>(
    `/api/v1/accounts/${accountId}/connect`,
    {},
  );
  await operator.get(await emulator.consent(begun.body.authorizationUrl, person!.id));
  expect((await readAccount(operator, accountId)).status.state).toBe('connected');
  await patiently('another subscription, and the one whose key is lost gone', async () => {
    const standing = await subscriptionsOf(person!);
    return standing.length === 1 && standing[0] !== lost;
  });
  await book();
  await until(
    'the next meeting',
    async () => (await readMeetings(operator, accountId)).length > meetings.length,
  );
  await after.stop();
});
