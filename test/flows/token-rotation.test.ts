/** Tokens are replaced on demand: of one account, of a connection, of all; it goes on when Calendly was away. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Change, Connection, Page, TokenRotation } from '../../sdk/types.ts';
import { until } from '../support/until.ts';
import { addConnection, connectPerson, openWhole, readAccount } from '../support/whole.ts';

let whole: Awaited<ReturnType<typeof openWhole>>;
let connection: Connection;
let ids: string[];

beforeAll(async () => {
  whole = await openWhole();
  const { service, emulator } = whole;
  connection = await addConnection(service, emulator);
  const people = await emulator.addPeople(3);
  ids = [];
  for (const person of people) {
    ids.push(await connectPerson(service.operator, emulator, connection, person));
  }
});

afterAll(() => whole?.close());

async function begin(of: object): Promise<TokenRotation> {
  const { status, body } = await whole.service.operator.post<TokenRotation>('/api/v1/token-rotations', of);
  expect(status).toBe(202);
  return body;
}

const ended = ({ id }: TokenRotation) =>
  until('the rotation has ended', async () => {
    const { body } = await whole.service.operator.get<TokenRotation>(`/api/v1/token-rotations/${id}`);
    return body.endedAt !== null && body;
  });

/** How often any refresh token was shown. */
async function presented(): Promise<number> {
  const { refreshTokens } = await whole.emulator.send<{ refreshTokens: { count: number }[] }>(
    'GET',
    '/dump?kinds=refreshTokens',
  );
  return refreshTokens.reduce((sum, { count }) => sum + count, 0);
}

async function rotatedSince(cursor: string | null): Promise<(string | null)[]> {
  const from = cursor === null ? '' : `?cursor=${cursor}`;
  const { body } = await whole.service.operator.get<Page<Change>>(`/api/v1/changes${from}`);
  return body.items.filter(({ type }) => type === 'account.tokens_rotated').map(({ accountId }) => accountId);
}

test('one account, then the connection’s: each pair is used up once, and each account is told', async () => {
  const before = await presented();
  const one = await begin({ accountId: ids[0] });
  expect(one).toMatchObject({ accountId: ids[0], connectionId: null, accounts: 1 });
  expect(await ended(one)).toMatchObject({ left: 0 });
  expect(await presented()).toBe(before + 1);
  expect(await rotatedSince(null)).toEqual([ids[0]]);
  expect(await ended(await begin({ connectionId: connection.id }))).toMatchObject({ accounts: 3, left: 0 });
  expect(await presented()).toBe(before + 4);
  expect((await rotatedSince(null)).toSorted()).toEqual([ids[0], ...ids].toSorted());
});

test('all, with Calendly away at first: it goes on by itself, and everybody stays connected', async () => {
  await whole.emulator.send('POST', '/faults', { operation: 'oauth.refresh', kind: 'status', status: 503 });
  const begun = await begin({});
  await until('two of three', async () => {
    const { body } = await whole.service.operator.get<TokenRotation>(`/api/v1/token-rotations/${begun.id}`);
    return body.left === 1;
  });
  await whole.service.advance(61);
  expect(await ended(begun)).toMatchObject({ accounts: 3, left: 0 });
  for (const id of ids) {
    expect((await readAccount(whole.service.operator, id)).status.state).toBe('connected');
  }
});

test('of what is not there nothing is rotated', async () => {
  const strange = { accountId: `acc_${'0'.repeat(32)}` };
  for (const of of [strange, { connectionId: 99 }]) {
    expect((await whole.service.operator.post('/api/v1/token-rotations', of)).status).toBe(422);
  }
});
