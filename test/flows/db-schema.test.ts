import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { connect, dumpSchema } from '../../server/db/index.ts';
import { createTestDatabase } from '../support/database.ts';

const committed = readFileSync(new URL('../../server/db/schema.sql', import.meta.url), 'utf8');

/** The schema after a change to a database that the migrations made. */
async function dumpAfter(change: string): Promise<string> {
  const { address, dispose } = await createTestDatabase();
  const client = await connect(address);
  try {
    await client.query(`set search_path = slotwire; ${change}`);
    return await dumpSchema(client);
  } finally {
    await client.end();
    await dispose();
  }
}

test('schema.sql is what the migrations lead to', async () => {
  const words = 'run `npm run slotwire -- migrate --print > server/db/schema.sql`';
  expect(await dumpAfter('select 1'), words).toBe(committed);
});

test.each([
  'alter table meetings add column extra text',
  'alter table meetings drop constraint meetings_status_check',
  'drop index meetings_by_time',
  'drop policy app on meetings',
  'drop trigger accounts_move on accounts',
  'alter table meetings no force row level security',
  'grant select on meetings to slotwire_dispatch',
  'grant select (id) on meetings to slotwire_dispatch',
  'create or replace function tenant() returns uuid language sql stable return null::uuid',
  'create view peek as select 1 as one',
  "comment on table meetings is 'other'",
])('after `%s` it is another', async (change) => {
  expect(await dumpAfter(change)).not.toBe(committed);
});
