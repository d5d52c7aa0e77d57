import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let test_: TestDatabase;
const now = '2026-11-24T09:00:00.000000Z';

interface Hook {
  tenantId: string;
  accountId: string;
  subscriptionId: string;
  tokenHash: Buffer;
}

async function createHook(): Promise<Hook> {
  const hook = {
    tenantId: randomUUID(),
    accountId: randomUUID(),
    subscriptionId: randomUUID(),
    tokenHash: randomBytes(32),
  };
  const endUserId = randomUUID();
  await test_.database.tenantTransaction(hook.tenantId, async (tx) => {
    await tx.query(
      `insert into tenants (id, slug, name, environment, created_at) values (tenant(), $1, 'T', 'development', $2)`,
      [`t-${hook.tenantId}`, now],
    );
    await tx.query(
      `insert into connections (tenant_id, id, name, client_id, client_secret_sealed, webhook_signing_key_sealed, created_at, updated_at)
       values (tenant(), 1, 'C', 'client', '\\x01', '\\x0a', $1, $1), (tenant(), 2, 'Other', 'client', '\\x02', '\\x0b', $1, $1)`,
      [now],
    );
    await tx.query(
      `insert into end_users (tenant_id, id, kind, user_id, created_at) values (tenant(), $1, 'application', 'u1', $2)`,
      [endUserId, now],
    );
    await tx.query(
      `insert into accounts (tenant_id, id, end_user_id, connection_id, state, state_since, created_at, updated_at)
       values (tenant(), $1, $2, 1, 'configured', $3, $3, $3)`,
      [hook.accountId, endUserId, now],
    );
    await tx.query(
      `insert into subscriptions (tenant_id, id, account_id, connection_id, scope, generation, token_hash, url_sealed,
         key_sealed, topics, state, state_since, created_at)
       values (tenant(), $1, $2, 1, 'user', 1, $3, '\\x02', '\\x03', '{}', 'active', $4, $4)`,
      [hook.subscriptionId, hook.accountId, hook.tokenHash, now],
    );
  });
  return hook;
}

beforeAll(async () => {
  test_ = await createTestDatabase();
});
afterAll(() => test_.dispose());

const lookup = `select s.tenant_id, s.account_id, s.id, s.state, s.key_sealed, s.previous_key_sealed, s.key_in_use,
    c.webhook_signing_key_sealed
  from subscriptions s join connections c on c.tenant_id = s.tenant_id and c.id = s.connection_id
  where s.token_hash = $1`;

const insert = `insert into deliveries (tenant_id, account_id, id, subscription_id, received_at, body, body_hash, headers,
    trust, key_used, signed_at)
  select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::bytea[], $7::bytea[],
    $8::jsonb[], $9::text[], $10::text[], $11::timestamptz[])
  on conflict do nothing`;

function columns(rows: { hook: Hook; body: string }[]): unknown[] {
  const of = <T>(pick: (row: { hook: Hook; body: string }) => T) => rows.map(pick);
  return [
    of(({ hook }) => hook.tenantId),
    of(({ hook }) => hook.accountId),
    of(() => randomUUID()),
    of(({ hook }) => hook.subscriptionId),
    of(() => now),
    of(({ body }) => Buffer.from(body)),
    of(({ body }) => Buffer.from(body.padEnd(32, '#'))),
    of(() => '{}'),
    of(() => 'verified'),
    of(() => 'own'),
    of(() => now),
  ];
}

test('the secret opens its subscription and the key of its application, in one look', async () => {
  const hook = await createHook();
  await createHook();
  const { database } = test_;
  const rows = await database.intakeTransaction(
    (tx) => tx.query({ name: 'lookup', text: lookup }, [hook.tokenHash]),
    {
      bearers: [hook.tokenHash],
    },
  );
  expect(rows).toEqual([
    {
      tenant_id: hook.tenantId,
      account_id: hook.accountId,
      id: hook.subscriptionId,
      state: 'active',
      key_sealed: Buffer.from([3]),
      previous_key_sealed: null,
      key_in_use: null,
      webhook_signing_key_sealed: Buffer.from([10]),
    },
  ]);
});

test('without the secret, or with another, intake reads nothing; the token and the client secret it never reads', async () => {
  const hook = await createHook();
  const { database } = test_;
  const look = (bearer?: Buffer) =>
    database.intakeTransaction(
      (tx) => tx.query(lookup, [hook.tokenHash]),
      bearer ? { bearers: [bearer] } : {},
    );
  expect(await look()).toEqual([]);
  expect(await look(randomBytes(32))).toEqual([]);
  for (const text of [
    'select url_sealed from subscriptions',
    'select client_secret_sealed from connections',
  ]) {
    const reading = database.intakeTransaction((tx) => tx.query(text), { bearers: [hook.tokenHash] });
    await expect(reading).rejects.toMatchObject({ code: '42501' });
  }
});

test('a single statement goes with its beginning and its commit: it stands, or fails with nothing left behind', async () => {
  const hook = await createHook();
  const { database } = test_;
  const put = (rows: { hook: Hook; body: string }[]) =>
    database.intakeTransaction((tx) => tx.query({ name: 'put-single', text: insert }, columns(rows)), {
      single: true,
    });
  await put([{ hook, body: 'stands' }]);
  const wrong = { ...hook, accountId: 'no id' };
  await expect(
    put([
      { hook, body: 'falls' },
      { hook: wrong, body: 'falls' },
    ]),
  ).rejects.toMatchObject({ code: '22P02' });
  await expect(
    database.intakeTransaction((tx) => tx.query('select 1').then(() => tx.query('select 2')), {
      single: true,
    }),
  ).rejects.toThrow('has ended');
  const kept = await database.tenantTransaction(hook.tenantId, (tx) =>
    tx.query<{ body: Buffer }>('select body from deliveries where account_id = $1', [hook.accountId]),
  );
  expect(kept.map(({ body }) => body.toString())).toEqual(['stands']);
});

test('deliveries of many tenants go in by one insert, repeats fall out, and intake cannot read them back', async () => {
  const [one, two] = [await createHook(), await createHook()];
  const { database } = test_;
  const rows = [
    { hook: one, body: 'a' },
    { hook: two, body: 'a' },
    { hook: one, body: 'b' },
    { hook: one, body: 'a' },
  ];
  const put = () =>
    database.intakeTransaction((tx) => tx.query({ name: 'put', text: insert }, columns(rows)));
  await put();
  await put();
  const count = ({ tenantId }: Hook) =>
    database.tenantTransaction(tenantId, (tx) => tx.one('select count(*) as n from deliveries'));
  expect(await count(one)).toEqual({ n: 2 });
  expect(await count(two)).toEqual({ n: 1 });
  const refused = { code: '42501' };
  const intake = (text: string, values?: unknown[]) =>
    database.intakeTransaction((tx) => tx.query(text, values));
  await expect(intake('select id from deliveries')).rejects.toMatchObject(refused);
  await expect(intake(`${insert} returning id`, columns(rows))).rejects.toMatchObject(refused);
  await expect(intake("update deliveries set outcome = 'kept'")).rejects.toMatchObject(refused);
  const arbiter = insert.replace('on conflict', 'on conflict (subscription_id, body_hash, trust)');
  await expect(intake(arbiter, columns(rows))).rejects.toMatchObject(refused);
});
