/** Whatever is sent, it is told what is wrong with it; nothing of it breaks on our side. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addConnection, openWhole, type Whole } from '../support/whole.ts';

let whole: Awaited<ReturnType<typeof openWhole>>;
let service: Whole;

beforeAll(async () => {
  whole = await openWhole();
  ({ service } = whole);
  await addConnection(service, whole.emulator);
});

afterAll(async () => {
  await whole?.close();
});

const cursor = (startTime: string, id = '00000000-0000-0000-0000-000000000000') =>
  `/api/v1/meetings?cursor=${Buffer.from(`${startTime} ${id}`).toString('base64url')}`;
const connection = { type: 'calendly', name: 'Demo', clientId: 'id', clientSecret: 'secret' };

test.each<[number, string, string, unknown?]>([
  [422, 'GET', '/api/v1/connections/2147483648'],
  [422, 'PATCH', '/api/v1/connections/99999999999', { name: 'Demo' }],
  [422, 'POST', '/api/v1/connections/99999999999/connect', {}],
  [422, 'GET', '/api/v1/accounts?connectionId=-99999999999'],
  [422, 'POST', '/api/v1/users/ana/accounts', { connectionId: 99_999_999_999 }],
  [422, 'POST', '/api/v1/users/ana/accounts', { connectionId: 1, name: 'half \ud83d' }],
  [422, 'POST', '/api/v1/connections', { ...connection, name: 'half \ud83d' }],
  [422, 'GET', '/api/v1/users/a%00b/meetings'],
  [422, 'GET', '/api/v1/meetings?search=a%00b'],
  [422, 'GET', '/api/v1/meetings?from=0000-01-01T00:00:00Z'],
  [422, 'GET', '/api/v1/meetings?to=9999-12-31T23:59:59-14:00'],
  [200, 'GET', '/api/v1/meetings?from=2026-01-01T00:00:00%2B23:59'],
  [200, 'GET', cursor('2026-01-31T12:00:00.000000Z')],
  [422, 'GET', cursor('2026-99-99T99:99:99.999999Z')],
  [422, 'GET', cursor('0000-01-01T00:00:00.000000Z')],
  [422, 'GET', cursor('2026-01-31T12:00:00.000000Z', '-'.repeat(36))],
  [422, 'GET', '/api/v1/deliveries?from=0000-01-01T00:00:00Z'],
  [422, 'GET', '/api/v1/deliveries/count?to=9999-12-31T23:59:59-23:59'],
  [200, 'GET', '/api/v1/deliveries?to=1969-12-31T23:59:59Z'],
  [200, 'GET', '/api/v1/deliveries/count?to=0001-01-01T00:00:00Z'],
  [422, 'POST', '/api/v1/deliveries/replay', { from: '0000-01-01T00:00:00Z' }],
  [422, 'POST', '/api/v1/deliveries/replay', { from: '2026-01-01T00:00:00Z', topic: 'a\0b' }],
  [
    422,
    'GET',
    `/api/v1/trial/trace?accountId=acc_${'0'.repeat(32)}&event=a&invitee=b&after=0000-01-01T00:00:00Z`,
  ],
  [422, 'POST', '/api/v1/users//accounts', { connectionId: 1 }],
  [400, 'GET', '/api/v1/accounts/%ff'],
  [413, 'GET', `/api/v1/accounts/${'x'.repeat(2000)}`],
])('%i: %s %s', async (status, method, path, body) => {
  const answer = await service.operator.send<{ code?: string }>(method, path, body);
  expect(answer.status).toBe(status);
  if (status >= 400) expect(answer.headers.get('content-type')).toMatch('application/problem+json');
});

test('text that does not say that it is JSON is not read', async () => {
  const answer = await fetch(`${service.url}/api/v1/session`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(415);
});
