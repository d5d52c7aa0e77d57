/**
 * Two processes receive and process while one after the other is killed, and PostgreSQL crashes. What the sender
 * saw acknowledged has its effect, once. The sender is a process of its own and sends again until it is told 2xx.
 */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Secret } from '../../server/secret.ts';
import { createVault, parseKeyRing } from '../../server/vault/index.ts';
import {
  asAdministrator,
  createTestDatabase,
  startTestServer,
  type TestDatabase,
} from '../support/database.ts';
import { type Hook, newKeys, writeHooks, writeTenant } from '../support/heart.ts';
import { type HeartProcess, startHeartProcess } from '../support/heart-process.ts';
import { freePort } from '../support/program.ts';
import { pick, type Random, seeded } from '../support/random.ts';
import { bodyOf } from '../support/world.ts';
import { type Freight, type Load, startLoad, worldOf } from './kill-loop/load.ts';
import type { Proof } from './proof.ts';

const sizes = {
  short: { accounts: 30, perAccount: 30, kills: 7, crashes: 2 },
  long: { accounts: 200, perAccount: 105, kills: 110, crashes: 17 },
};
const leastInFlight = 0.8;
const settledMs = 60_000;

interface Stage {
  server: { host: string };
  database: TestDatabase;
  keys: string;
  ports: number[];
  processes: HeartProcess[];
  load: Load;
}

export const proof: Proof = {
  name: 'kill-loop',
  async run({ seed, short, say }) {
    const size = short ? sizes.short : sizes.long;
    const server = await startTestServer();
    const database = await createTestDatabase({ host: server.host });
    const keys = newKeys();
    const processes: HeartProcess[] = [];
    try {
      const vault = createVault(parseKeyRing(new Secret(keys)));
      const tenantId = await writeTenant(database.database, vault);
      const users = Array.from({ length: size.accounts }, () => randomUUID());
      const hooks = await writeHooks(database.database, vault, tenantId, users);
      const ports = [await freePort(), await freePort()];
      for (const port of ports) {
        processes.push(await startHeartProcess({ address: database.address, keys, port }));
      }
      const urls = processes.map(({ url }) => url);
      const freight = { seed, begins: Date.now(), hooks, perAccount: size.perAccount, urls };
      const load = await startLoad(freight);
      const stage = { server, database, keys, ports, processes, load };
      const random = seeded(seed);
      const drove = await driveKills(stage, random, size, say);
      say(`${load.acknowledged()} of ${load.total} acknowledged`);
      const { lost, duplicated, fallen } = await judge(stage, freight);
      if (drove.inFlight! < leastInFlight * (size.kills + size.crashes))
        fallen.push('too few kills in flight');
      return {
        tried: load.total,
        held: load.total - lost - duplicated,
        lost,
        duplicated,
        drove: { ...drove, deliveries: load.total },
        fallen: fallen.slice(0, 24),
      };
    } finally {
      for (const one of processes) await one.stop();
      await database.dispose();
      await server.stop();
    }
  },
};

/** Each blow falls while a part of the freight is under way. */
async function driveKills(
  stage: Stage,
  random: Random,
  { kills, crashes }: { kills: number; crashes: number },
  say: (line: string) => void,
): Promise<Record<string, number>> {
  const { load } = stage;
  const blows = kills + crashes;
  const part = Math.floor(load.total / blows);
  let inFlight = 0;
  for (let blow = 0; blow < blows; blow++) {
    const before = load.acknowledged();
    load.release(blow + 1 === blows ? load.total : part);
    const enough = before + part * (0.1 + 0.5 * random());
    while (load.acknowledged() < enough) await pause(1);
    const crash = Math.floor((blow * crashes) / blows) !== Math.floor(((blow + 1) * crashes) / blows);
    if (load.underWay() > 0 && (await isProcessing(stage))) inFlight++;
    if (crash) await crashDatabase(stage);
    else await killOne(stage, random);
    if ((blow + 1) % 20 === 0) say(`${blow + 1} blows, ${load.acknowledged()} acknowledged`);
  }
  while (load.acknowledged() < load.total) await pause(20);
  return { kills, crashes, inFlight };
}

async function killOne({ processes, database, keys, ports }: Stage, random: Random): Promise<void> {
  const index = pick(random, [0, 1]);
  const { child } = processes[index]!;
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
  processes[index] = await startHeartProcess({ address: database.address, keys, port: ports[index]! });
}

/** Whether a transaction of the service is open just now. */
function isProcessing({ server, database }: Stage): Promise<boolean> {
  return asAdministrator(server.host, 'postgres', async (client) => {
    const { rows } = await client.query(
      `select 1 from pg_stat_activity where datname = $1 and application_name = 'slotwire' and xact_start is not null`,
      [database.name],
    );
    return rows.length > 0;
  });
}

/** One backend killed: PostgreSQL then throws everybody out and recovers from its log, as after a power cut. */
async function crashDatabase({ server, database }: Stage): Promise<void> {
  await asAdministrator(server.host, 'postgres', async (client) => {
    client.on('error', () => undefined);
    const { rows } = await client.query(
      "select pid from pg_stat_activity where datname = $1 and application_name = 'slotwire' limit 1",
      [database.name],
    );
    process.kill(rows[0].pid, 'SIGKILL');
  }).catch(() => undefined);
}

/** Beside what the sender knows: every body once, every effect, none twice. */
async function judge(
  { database: { database } }: Stage,
  freight: Freight,
): Promise<{ lost: number; duplicated: number; fallen: string[] }> {
  const { tenantId } = freight.hooks[0]!;
  await untilSettled(database, tenantId);
  const fallen: string[] = [];
  let lost = 0;
  let duplicated = 0;
  for (const [index, hook] of freight.hooks.entries()) {
    const world = worldOf(freight, index, hook.user);
    const wanted = new Set(world.sent.map((sent) => hashOf(bodyOf(sent, hook.user))));
    const { rows, hashes, births } = await readEnd(database, hook);
    const settled = new Set(hashes);
    const without = [...wanted].filter((one) => !settled.has(one)).length;
    lost += without;
    duplicated += hashes.length - settled.size + births.length - new Set(births).size;
    if (without > 0) fallen.push(`account ${index}: ${without} acknowledged deliveries are gone`);
    if (!isDeepStrictEqual(rows, world.expected(hook.accountId))) {
      if (without === 0) lost++;
      fallen.push(`account ${index}: its meetings are not what was acknowledged`);
    }
  }
  return { lost, duplicated, fallen };
}

async function untilSettled(database: TestDatabase['database'], tenantId: string): Promise<void> {
  const limit = performance.now() + settledMs;
  while (performance.now() < limit) {
    const { waiting } = await database.tenantTransaction(tenantId, (tx) =>
      tx.one<{ waiting: boolean }>(
        "select exists (select from deliveries where tenant_id = tenant() and outcome = 'waiting') as waiting",
      ),
    );
    if (!waiting) return;
    await pause(100);
  }
}

function readEnd(database: TestDatabase['database'], { tenantId, accountId }: Hook) {
  return database.tenantTransaction(tenantId, async (tx) => {
    const rows = await tx.query(
      `select id, status, no_show as "noShow", start_time as start, tail_invitee as invitee, invitee_email as email,
         moves, location->>'joinUrl' as "joinUrl"
       from meetings where tenant_id = tenant() and account_id = $1 order by id`,
      [accountId],
    );
    const deliveries = await tx.query<{ hash: string }>(
      `select encode(body_hash, 'hex') as hash from deliveries
       where tenant_id = tenant() and account_id = $1 and outcome in ('applied', 'no_change')`,
      [accountId],
    );
    const changes = await tx.query<{ told: string }>(
      `select concat(type, ' ', subject_id, ' ', data->'invitee'->>'uri') as told from changes
       where tenant_id = tenant() and account_id = $1
         and type in ('meeting.scheduled', 'meeting.moved', 'meeting.canceled')`,
      [accountId],
    );
    return { rows, hashes: deliveries.map(({ hash }) => hash), births: changes.map(({ told }) => told) };
  });
}

function hashOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
