/** The audit log: who did what to what, before → after, without secrets; added to and never changed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEntry, Connection, CreatedApiKey, InvitedMember, Page } from '../../sdk/types.ts';
import { asAdministrator } from '../support/database.ts';
import { callerWith, createVisitor, type Visitor } from '../support/visitor.ts';
import { openWhole, type Whole } from '../support/whole.ts';

let whole: Awaited<ReturnType<typeof openWhole>>;
let service: Whole;
let owner: Visitor;

beforeAll(async () => {
  whole = await openWhole();
  ({ service } = whole);
  owner = service.operator;
});

afterAll(async () => {
  await whole?.close();
});

async function entries(query = '', by = owner): Promise<AuditEntry[]> {
  return (await by.get<Page<AuditEntry>>(`/api/v1/audit?limit=500${query}`)).body.items;
}

const wanted = { type: 'calendly', name: 'Demo', clientId: 'client-1', clientSecret: 'a secret of ours' };

test('a change is told with before and after; of a secret only that it is another', async () => {
  const { body: connection } = await owner.post<Connection>('/api/v1/connections', wanted);
  await owner.send('PATCH', `/api/v1/connections/${connection.id}`, {
    name: 'Renamed',
    clientSecret: 'another secret',
    options: { webhookSigningKey: 'a key of theirs' },
  });
  const [changed] = await entries('&operation=patchConnectionsId');
  expect(changed).toMatchObject({
    who: { kind: 'member', name: 'Mara Lind' },
    summary: 'Rename a connection, or bring new credentials',
    subject: String(connection.id),
    address: expect.stringMatching(/127\.0\.0\.1|::1/),
    changes: [
      { field: 'name', before: 'Demo', after: 'Renamed' },
      { field: 'clientSecret', before: '***', after: '***' },
      { field: 'webhookSigningKey', before: '***', after: '***' },
    ],
  });
  const rows = await asAdministrator(whole.held.address.host, whole.held.name, async (client) =>
    JSON.stringify((await client.query('select a::text from slotwire.audit_entries a')).rows),
  );
  expect(rows).toContain('Renamed');
  for (const secret of ['a secret of ours', 'another secret', 'a key of theirs']) {
    expect(rows).not.toContain(secret);
  }
});

test('what was refused had no effect and leaves no entry; a repeat leaves one', async () => {
  const before = (await entries('&operation=postConnections')).length;
  expect((await owner.post('/api/v1/connections', { ...wanted, id: 1 })).status).toBe(409);
  const key = { 'idempotency-key': 'once' };
  for (let times = 0; times < 3; times++) await owner.post('/api/v1/connections', wanted, key);
  expect((await entries('&operation=postConnections')).length).toBe(before + 1);
});

test('a key, a command and a sign-in are told apart; an end user is known by a hash', async () => {
  const made = await owner.post<CreatedApiKey>('/api/v1/api-keys', {
    name: 'CRM',
    scopes: ['accounts:write'],
  });
  const { body: connection } = await owner.post<Connection>('/api/v1/connections', wanted);
  const program = callerWith(service.url, made.body.key);
  await program.post('/api/v1/users/8841/accounts', { connectionId: connection.id });
  const [byKey] = await entries(`&whoId=${made.body.id}`);
  expect(byKey).toMatchObject({
    who: { kind: 'key', id: made.body.id, name: 'CRM' },
    operation: 'postUsersUserIdAccounts',
    subject: expect.stringMatching(/^user:[0-9a-f]{16}$/),
  });
  expect(await entries('&userId=8841')).toEqual([byKey]);
  expect(await entries('&userId=8842')).toEqual([]);
  const commands = await entries('&whoKind=command');
  expect(new Set(commands.map(({ operation }) => operation))).toEqual(
    new Set(['signInCommand', 'tenantCreateCommand']),
  );
  expect((await entries('&operation=signIn'))[0]).toMatchObject({ subject: expect.stringMatching(/^ses_/) });
  expect(JSON.stringify(await entries())).not.toContain(made.body.key.slice(12));
});

test('it is read in pages, by time, and of one’s own tenant alone', async () => {
  const all = await entries();
  const paged: AuditEntry[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const place: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: { body: Page<AuditEntry> } = await owner.get(`/api/v1/audit?limit=3${place}`);
    paged.push(...page.body.items);
    cursor = page.body.nextCursor;
  }
  expect(paged).toEqual(all);
  expect(await entries('&from=2100-01-01T00:00:00Z')).toEqual([]);
  const stranger = createVisitor(service.url);
  await stranger.signIn(await service.inviteTo('other'));
  const theirs = await entries('', stranger);
  expect(theirs.length).toBeGreaterThan(0);
  expect(theirs.filter(({ id }) => all.some((entry) => entry.id === id))).toEqual([]);
});

test('as CSV nothing is a formula, and that it was told is an entry', async () => {
  const name = '=HYPERLINK("http://x.example.com","here")';
  const email = 'csv@example.com';
  await owner.post<InvitedMember>('/api/v1/members', { name, email, role: 'viewer' });
  const answer = await owner.get<string>('/api/v1/audit/export?operation=postMembers');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/csv');
  const [head, line] = answer.body.split('\r\n');
  expect(head).toBe('id,at,who,who_id,name,operation,summary,subject,address,changes');
  expect(line).toMatch(/^aud_[0-9a-f]{32},/);
  expect(answer.body).toContain('name: nothing → =HYPERLINK(""http');
  expect(answer.body).not.toMatch(/(^|,)"?[=+@]/m);
  expect((await entries('&operation=getAuditExport')).length).toBe(1);
});

test.each(['update audit_entries set summary = $1', 'delete from audit_entries where summary <> $1'])(
  'whom we serve as may not `%s`',
  async (text) => {
    const { held } = whole;
    const tenant = await asAdministrator(held.address.host, held.name, async (client) => {
      const { rows } = await client.query('select distinct tenant_id as id from slotwire.audit_entries');
      return rows[0].id as string;
    });
    const change = held.database.tenantTransaction(tenant, (tx) => tx.query(text, ['x']));
    await expect(change).rejects.toMatchObject({ code: '42501' });
  },
);
