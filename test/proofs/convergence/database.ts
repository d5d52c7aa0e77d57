/**
 * The same histories on real PostgreSQL: each life on an account of its own, in batches of any size, by two writers
 * at once. What was asked is looked up, what is missing is read by the backfill, both with the service's own code.
 */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Calendly } from '../../../server/calendly/index.ts';
import type { Tx } from '../../../server/db/index.ts';
import { done, type Tasks } from '../../../server/jobs/index.ts';
import { createMeetings, type Meetings, observePayload } from '../../../server/meetings/index.ts';
import { createBackfill } from '../../../server/sync/index.ts';
import { createTestDatabase, startTestServer } from '../../support/database.ts';
import { createHeart, type Hook, silentCalendly, writeHooks, writeTenant } from '../../support/heart.ts';
import { type Random, seeded, upTo } from '../../support/random.ts';
import type { World } from '../../support/world.ts';
import { answerFrom } from '../../support/world-calendly.ts';
import { arrive, host, liveLife } from './history.ts';
import type { Counted } from './pure.ts';

export async function driveDatabase(seed: number, count: number): Promise<Counted> {
  const server = await startTestServer();
  const { database, dispose } = await createTestDatabase({ host: server.host });
  try {
    const heart = await createHeart({ database });
    const tenantId = await writeTenant(database, heart.vault);
    const hooks = await writeHooks(
      database,
      heart.vault,
      tenantId,
      Array.from({ length: count }, () => randomUUID()),
    );
    const counted: Counted = { histories: 0, held: 0, duplicated: 0, drove: {}, fallen: [] };
    for (const [life, hook] of hooks.entries()) {
      const name = `seed ${seed}, life ${life} in SQL`;
      await tryOne(heart, hook, seeded(seed * 999_983 + life), counted, name).catch((error) =>
        counted.fallen.push(`${name}: ${error.message}`),
      );
    }
    return counted;
  } finally {
    await dispose();
    await server.stop();
  }
}

type Heart = Awaited<ReturnType<typeof createHeart>>;

async function tryOne(
  heart: Heart,
  hook: Hook,
  random: Random,
  counted: Counted,
  name: string,
): Promise<void> {
  counted.histories++;
  const { world, traits } = liveLife(random, Date.now());
  const { items, missing } = arrive(random, world.sent);
  for (const [trait, has] of Object.entries({ ...traits, missing })) {
    counted.drove[trait] = (counted.drove[trait] ?? 0) + Number(has);
  }
  const { meetings, backfill } = roomsFor(heart, hook, world);
  const half = upTo(random, items.length + 1);
  await Promise.all([
    applyInBatches(heart, hook, meetings, items.slice(0, half), random),
    applyInBatches(heart, hook, meetings, items.slice(half), random),
  ]);
  if (missing) await enqueueBackfill(heart, hook);
  await workOff(heart, hook, {
    'meetings.fetch': meetings.fetch,
    'sync.backfill': backfill.run,
    'sync.reconcile': async () => done(),
  });
  const { rows, told } = await heart.database.tenantTransaction(hook.tenantId, (tx) => readEnd(tx, hook));
  const twice = told.filter((one, index) => told.indexOf(one) !== index);
  counted.duplicated += twice.length;
  if (isDeepStrictEqual(rows, world.expected(hook.accountId)) && twice.length === 0) counted.held++;
  else if (counted.fallen.length < 20) {
    counted.fallen.push(`${name}: ${twice.length > 0 ? `told twice: ${twice[0]}` : 'another end'}`);
  }
}

/** The account's person is the host of its world, under whatever name the account has. */
function roomsFor(heart: Heart, hook: Hook, world: World) {
  const calendly: Calendly = Object.create(silentCalendly, {
    scheduledEvents: { value: answerFrom(() => world) },
  });
  const userUri = `https://api.calendly.com/users/${host}`;
  const accounts = {
    ...heart.accounts,
    caller: async () => ({ ok: true as const, caller: { userUri, purpose: 'live' } as never }),
  };
  const meetings = createMeetings({ ...heart, accounts, calendly });
  return { meetings, backfill: createBackfill({ ...heart, accounts, calendly, meetings }), hook };
}

async function applyInBatches(
  { database }: Heart,
  { tenantId, accountId, endUserId }: Hook,
  meetings: Meetings,
  items: World['sent'],
  random: Random,
): Promise<void> {
  for (let from = 0; from < items.length; ) {
    const batch = items.slice(from, from + 1 + upTo(random, 4));
    from += batch.length;
    const tellings = batch.map(({ payload }) => ({
      picture: observePayload(payload as never),
      cause: 'delivery' as const,
    }));
    await database.tenantTransaction(tenantId, (tx) =>
      meetings.apply(tx, [{ account: { tenantId, accountId, endUserId }, tellings }]),
    );
  }
}

function enqueueBackfill({ database, enqueue }: Heart, { tenantId, accountId }: Hook): Promise<void> {
  return database.tenantTransaction(tenantId, (tx) =>
    enqueue(tx, 'sync.backfill', { tenantId, key: accountId, payload: { accountId } }),
  );
}

type Runner = (run: never) => Promise<{ kind: string }>;

/** Every job of the account; one that waits for a link that may never come, once. */
async function workOff(
  { database }: Heart,
  { tenantId, accountId }: Hook,
  runners: Partial<Record<keyof Tasks, Runner>>,
): Promise<void> {
  const waitedFor: string[] = [];
  for (let runs = 0; runs < 200; runs++) {
    const job = await database.tenantTransaction(tenantId, (tx) =>
      tx.maybe<{ name: keyof Tasks; payload: unknown; key: string; later: boolean }>(
        `delete from jobs where id = (select id from jobs where tenant_id = tenant()
           and payload->>'accountId' = $1 and (due_at <= now() or key <> all($2)) order by due_at limit 1)
         returning name, payload, key, due_at > now() as later`,
        [accountId, waitedFor],
      ),
    );
    if (!job) return;
    if (job.later) waitedFor.push(job.key);
    let { payload } = job;
    let kind: string;
    // A reading that is snoozed goes on where it was.
    do {
      const keep = async (_tx: Tx, next: unknown) => {
        payload = next as never;
        return true;
      };
      ({ kind } = await runners[job.name]!({ tenantId, payload, attempts: 0, keep } as never));
    } while (kind === 'snooze');
    if (kind !== 'done') throw new Error(`${job.name} ended with ${kind}`);
  }
  throw new Error('there is no end of work');
}

async function readEnd(tx: Tx, { accountId }: Hook): Promise<{ rows: unknown[]; told: string[] }> {
  const rows = await tx.query(
    `select id, status, no_show as "noShow", start_time as start, tail_invitee as invitee, invitee_email as email,
       moves, location->>'joinUrl' as "joinUrl"
     from meetings where tenant_id = tenant() and account_id = $1 order by id`,
    [accountId],
  );
  const changes = await tx.query<{ type: string; id: string; uri: string }>(
    `select type, subject_id as id, data->'invitee'->>'uri' as uri from changes
     where tenant_id = tenant() and account_id = $1 and subject_kind = 'meeting' order by number`,
    [accountId],
  );
  const once = ['meeting.scheduled', 'meeting.canceled', 'meeting.moved'];
  return {
    rows,
    told: changes
      .filter(({ type }) => once.includes(type))
      .map(({ type, id, uri }) => `${type} ${id} ${uri}`),
  };
}
