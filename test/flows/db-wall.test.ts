import { afterEach, expect, test, vi } from 'vitest';
import { tryWall } from '../proofs/wall/database.ts';
import { asAdministrator, createTestDatabase, type TestDatabase } from '../support/database.ts';

vi.setConfig({ testTimeout: 60_000 });

let test_: TestDatabase | undefined;
afterEach(() => test_?.dispose());

/** What falls when the schema was changed like this. */
async function fallenAfter(sql: string): Promise<string[]> {
  test_ = await createTestDatabase();
  const { host } = test_.address as { host: string };
  await asAdministrator(host, test_.name, (client) => client.query(`set search_path = slotwire; ${sql}`));
  const { fallen, tried } = await tryWall(test_);
  expect(tried).toBeGreaterThan(300);
  return fallen;
}

test('the wall holds on every table, for each role', async () => {
  expect(await fallenAfter('select 1')).toEqual([]);
});

test.each([
  ['a table whose wall is off', 'alter table meetings disable row level security', 'meetings: nobody'],
  [
    'a policy for whoever asks',
    'create policy loose on accounts using (true)',
    'policy loose on slotwire.accounts',
  ],
  [
    'a table without a wall',
    'create table notes (tenant_id uuid not null)',
    'notes has row-level security forced',
  ],
  ['a view that asks as its owner', 'create view peek as select * from meetings', 'view peek'],
  ['a grant too many', 'grant select on jobs to slotwire_dispatch', 'jobs: dispatch may read'],
  ['a policy that shows nobody anything', 'drop policy app on invitees', 'invitees: its tenant'],
])('%s is seen', async (_, sql, words) => {
  expect((await fallenAfter(sql)).join('\n')).toContain(words);
});
