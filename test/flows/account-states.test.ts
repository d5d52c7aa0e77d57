/** The four states in the database: whatever a statement tries, an account moves only as `moves` says. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { State } from '../../sdk/types.ts';
import { moves } from '../../server/accounts/state.ts';
import { connect } from '../../server/db/index.ts';
import { createVault, parseKeyRing } from '../../server/vault/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { writeTenant } from '../support/heart.ts';
import { testKeys } from '../support/keys.ts';

let held: TestDatabase;
let tenantId: string;

beforeAll(async () => {
  held = await createTestDatabase();
  tenantId = await writeTenant(held.database, createVault(parseKeyRing(testKeys)));
});

afterAll(() => held?.dispose());

const states: State[] = ['configured', 'connected', 'disconnected', 'error'];
const pairs = states.flatMap((from) => states.map((to) => [from, to] as const));
const allowed = (from: State, to: State) =>
  from === to || Object.values(moves).some((move) => move.to === to && move.from.includes(from));

/** An account in this state, however it came there. */
function write(state: State): Promise<string> {
  const [id, endUserId] = [randomUUID(), randomUUID()];
  return held.database.tenantTransaction(tenantId, async (tx) => {
    await tx.query(
      `insert into end_users (tenant_id, id, kind, user_id, created_at) values (tenant(), $1, 'application', $2, now())`,
      [endUserId, endUserId],
    );
    await tx.query(
      `insert into accounts (tenant_id, id, end_user_id, connection_id, state, state_since, calendly_user, created_at, updated_at)
       values (tenant(), $1, $2, 1, $3, now(), 'https://api.calendly.com/users/u', now(), now())`,
      [id, endUserId, state],
    );
    return id;
  });
}

const moveTo = 'update slotwire.accounts set state = $2 where id = $1 returning state';

test.each(pairs)('from %s to %s', async (from, to) => {
  const id = await write(from);
  const moved = held.database.tenantTransaction(tenantId, (tx) => tx.one(moveTo, [id, to]));
  if (allowed(from, to)) await expect(moved).resolves.toEqual({ state: to });
  else await expect(moved).rejects.toThrow(`an account does not go from ${from} to ${to}`);
});

test('a superuser is refused as well, and a fifth state is none', async () => {
  const id = await write('configured');
  const administrator = await connect(held.administrator);
  try {
    await expect(administrator.query(moveTo, [id, 'error'])).rejects.toThrow('does not go from');
    await expect(administrator.query(moveTo, [id, 'paused'])).rejects.toThrow();
  } finally {
    await administrator.end();
  }
});

test('both kinds of pairs were tried', () => {
  expect(pairs.filter(([from, to]) => allowed(from, to))).toHaveLength(10);
  expect(pairs).toHaveLength(16);
});
