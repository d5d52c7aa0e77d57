/** What goes on while keys are changed: deliveries, refreshes, requests with their repeats, and a writer of tokens. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CreatedApiKey, TestReport } from '../../../sdk/types.ts';
import type { Database } from '../../../server/db/index.ts';
import { fromWireId } from '../../../server/ids.ts';
import { Secret } from '../../../server/secret.ts';
import type { Vault } from '../../../server/vault/index.ts';
import { asAdministrator, type TestDatabase } from '../../support/database.ts';
import { type Hook, post } from '../../support/heart.ts';
import { pick, type Random } from '../../support/random.ts';
import type { Visitor } from '../../support/visitor.ts';
import { bodyOf, createWorld } from '../../support/world.ts';
import type { Tally } from '../life/tally.ts';

export interface Running {
  stop(): Promise<void>;
}

/** Runs `once` again and again until it is stopped. */
function again(once: () => Promise<void>): Running {
  let going = true;
  const run = (async () => {
    while (going) await once();
  })();
  return {
    async stop() {
      going = false;
      await run;
    },
  };
}

const lanes = 24;

export interface Deliveries extends Running {
  /** Bodies that were answered 2xx. */
  acknowledged(): number;
  refused(): string[];
  perSecond(): number;
}

/** So many a second, to either process; who is dead does not answer, and it is sent to the other. */
export function deliver(urls: () => string[], hooks: Hook[], random: Random, perSecond: number): Deliveries {
  const worlds = hooks.map(({ user }) => createWorld({ host: user, random, begins: Date.now() }));
  const began = performance.now();
  const refused: string[] = [];
  let begun = 0;
  let acknowledged = 0;
  let took = 0;

  async function sendOne(): Promise<void> {
    const ahead = began + (begun * 1000) / perSecond - performance.now();
    begun++;
    if (ahead > 0) await pause(ahead);
    const at = Math.floor(random() * hooks.length);
    worlds[at]!.book();
    const body = bodyOf(worlds[at]!.sent.at(-1)!, hooks[at]!.user);
    for (let status = 0; status === 0; ) {
      status = await post(pick(random, urls()), hooks[at]!, body).catch(() => 0);
      if (status >= 200 && status < 300) acknowledged++;
      else if (status > 0) refused.push(`a delivery was answered ${status}`);
      else await pause(20);
    }
    took = performance.now() - began;
  }

  const all = Array.from({ length: lanes }, () => again(sendOne));
  return {
    acknowledged: () => acknowledged,
    refused: () => refused,
    perSecond: () => Math.round((acknowledged * 1000) / took),
    async stop() {
      await Promise.all(all.map((one) => one.stop()));
    },
  };
}

/** Each person's access is about to end, in turn, and used: it must be renewed, whichever process does it. */
export function refresh(
  administrator: TestDatabase['administrator'],
  operators: () => Visitor[],
  people: { accountId: string }[],
  tally: Tally,
): Running {
  let turn = 0;
  return again(async () => {
    const { accountId } = people[turn++ % people.length]!;
    const before = await endSoon(administrator, accountId);
    for (let complaints: string[] | undefined; !complaints; ) {
      const operator = operators()[turn % operators().length]!;
      complaints = await testOnce(operator, accountId).catch(() => undefined);
      if (!complaints) continue;
      if ((await pairOf(administrator, accountId)) === before) complaints.push('nothing was renewed');
      tally.judge('a refresh', complaints);
    }
    // Calendly takes eight a minute from each.
    await pause(10_000 / people.length);
  });
}

/** As if its hour were over; which pair it is. */
function endSoon(administrator: TestDatabase['administrator'], accountId: string): Promise<string> {
  return asAdministrator(administrator.host, administrator.database, async (client) => {
    await client.query(
      "update slotwire.token_sets set expires_at = now() + interval '5 minutes' where account_id = $1",
      [fromWireId('account', accountId)],
    );
    return pairOf(administrator, accountId);
  });
}

function pairOf(administrator: TestDatabase['administrator'], accountId: string): Promise<string> {
  return asAdministrator(administrator.host, administrator.database, async (client) => {
    const { rows } = await client.query(
      'select pair_id as "pairId" from slotwire.token_sets where account_id = $1',
      [fromWireId('account', accountId)],
    );
    return rows[0].pairId;
  });
}

/** What is said against it; rejects when the process is dead. */
async function testOnce(operator: Visitor, accountId: string): Promise<string[]> {
  const { status, body } = await operator.post<TestReport>(`/api/v1/accounts/${accountId}/test`, {});
  if (status !== 200) return [`answered ${status}`];
  const line = body.lines.find(({ step }) => step === 'calendly');
  return line?.outcome === 'passed' ? [] : [line?.words ?? 'Calendly was not asked'];
}

/** A request to one process and its repeat to the other, which has to open what the first one sealed. */
export function repeat(
  operators: () => Visitor[],
  tally: Tally,
  kept: { key: string; id: string }[],
): Running {
  return again(async () => {
    const [one, other] = Math.random() < 0.5 ? operators() : operators().toReversed();
    const key = randomUUID();
    const ask = (visitor: Visitor) =>
      visitor
        .post<CreatedApiKey>(
          '/api/v1/api-keys',
          { name: key, scopes: ['meetings:read'] },
          { 'idempotency-key': key },
        )
        .catch(() => undefined);
    const first = await ask(one!);
    const second = first && (await ask(other ?? one!));
    if (first && second) {
      const complaints = [first, second].flatMap(({ status }) =>
        status === 201 ? [] : [`answered ${status}`],
      );
      if (second.body.key !== first.body.key) complaints.push('the repeat was told another key');
      tally.judge('a repeat', complaints);
      if (complaints.length === 0) kept.push({ key, id: first.body.id });
    }
    await pause(50);
  });
}

/** Writes tokens of a few rows as a refresh does, as fast as it can; no write may be undone. */
export function write(database: Database, vault: () => Vault, hooks: Hook[]) {
  const last = new Map<Hook, string>();
  let writes = 0;
  const running = again(async () => {
    const hook = hooks[writes++ % hooks.length]!;
    const { tenantId, accountId } = hook;
    const text = `written ${writes}`;
    const place = { tenantId, table: 'token_sets', row: `${accountId}/1`, column: 'refresh' };
    await database.tenantTransaction(tenantId, (tx) =>
      tx.query('update token_sets set refresh_sealed = $2 where tenant_id = tenant() and account_id = $1', [
        accountId,
        vault().seal(new Secret(text), place),
      ]),
    );
    last.set(hook, text);
    await pause(3);
  });
  return {
    ...running,
    writes: () => writes,
    /** Rows whose value is not what was written last. */
    async undone(): Promise<number> {
      let count = 0;
      for (const [{ tenantId, accountId }, text] of last) {
        const place = { tenantId, table: 'token_sets', row: `${accountId}/1`, column: 'refresh' };
        const { sealed } = await database.tenantTransaction(tenantId, (tx) =>
          tx.one<{ sealed: Buffer }>(
            'select refresh_sealed as sealed from token_sets where tenant_id = tenant() and account_id = $1',
            [accountId],
          ),
        );
        if (vault().open(sealed, place).reveal() !== text) count++;
      }
      return count;
    },
  };
}
