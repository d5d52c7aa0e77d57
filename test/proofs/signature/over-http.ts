/**
 * The same deliveries over HTTP, each about a booking of its own, to a service that takes in, processes and asks
 * Calendly. Judged by what is there afterwards: Calendly knows only what was signed at another time, and by another
 * name than the delivery says, so that it shows whose word had the effect.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runnersOf } from '../../../server/app.ts';
import type { Calendly } from '../../../server/calendly/index.ts';
import { clockFrom } from '../../../server/clock.ts';
import { createWorker } from '../../../server/jobs/index.ts';
import { Secret } from '../../../server/secret.ts';
import { createTestDatabase, startTestServer } from '../../support/database.ts';
import {
  createHeart,
  type Heart,
  type Hook,
  listenHeart,
  writeHooks,
  writeTenant,
  writeTokens,
} from '../../support/heart.ts';
import { bodyOf, createWorld, userUri, type World } from '../../support/world.ts';
import { answerFrom } from '../../support/world-calendly.ts';
import { send } from '../hostile-bodies/sockets.ts';
import {
  type Case,
  type Group,
  type Honest,
  honestCase,
  names,
  pick,
  type Random,
  seeded,
  toleranceSeconds,
  upTo,
} from './honest.ts';
import { nearMiss } from './near-misses.ts';

const residents = 12;
const honestPart = 0.15;
const atOnce = 16;
const round = 250;
/** So that misses are counted, and Calendly is asked. */
const betweenRoundsMs = 2000;
const controlCases = 60;
const applicationKey = 'the key of the application';

interface Resident {
  hook: Hook;
  keys: Honest['keys'];
  /** What is told to us. */
  told: World;
  /** What Calendly answers. */
  known: World;
}

interface Posted extends Case {
  to: Resident;
  invitee: string;
  /** The invitee's name in the end, for one that must have an effect. */
  shown: string;
  status: number;
}

export interface Driven {
  lost: number;
  admitted: number;
  drove: Record<string, number>;
  fallen: string[];
}

type Town = Awaited<ReturnType<typeof openTown>>;

export async function driveOverHttp(seed: number, count: number): Promise<Driven> {
  const town = await openTown();
  const refusing = await refuseAll();
  try {
    const driven = await drive(town, town.port, seeded(seed), count);
    const control = await drive(town, refusing.port, seeded(seed), controlCases);
    if (control.lost === 0 || control.lost !== control.drove['http honest']) {
      driven.fallen.push('a service that refuses all was not noticed');
    }
    return driven;
  } finally {
    await refusing.stop();
    await town.close();
  }
}

async function openTown() {
  const server = await startTestServer();
  const { database, dispose } = await createTestDatabase({ host: server.host });
  const worlds = new Map<string, World>();
  let now = Math.floor(Date.now() / 1000) * 1000;
  const clock = clockFrom(() => now);
  const calendly = { scheduledEvents: answerFrom((uri) => worlds.get(uri)!) } as Calendly;
  const heart = await createHeart({ database, clock, calendly });
  const worker = createWorker({ ...heart, spread: () => 0, runners: runnersOf(heart) });
  const listening = await listenHeart(heart);
  await heart.deliveries.start();
  await worker.start();
  return {
    heart,
    port: listening.port,
    /** Our clock, in seconds; it stands still but for `pass`. */
    seconds: () => now / 1000,
    async pass(milliseconds: number) {
      now += milliseconds;
      await heart.deliveries.idle();
      await worker.idle();
    },
    async settleIn(random: Random): Promise<Resident[]> {
      const tenantId = await writeTenant(database, heart.vault, { applicationKey });
      const users = Array.from({ length: residents }, () => randomUUID());
      const hooks = await writeHooks(database, heart.vault, tenantId, users);
      await writeTokens(heart, hooks);
      return Promise.all(
        hooks.map(async (hook) => {
          const world = () => createWorld({ host: hook.user, random, begins: now });
          const known = world();
          worlds.set(userUri(hook.user), known);
          const previous = await writePreviousKey(heart, hook);
          return {
            hook,
            keys: { own: hook.key, previous, application: applicationKey },
            told: world(),
            known,
          };
        }),
      );
    },
    async close() {
      await worker.stop(2000);
      await listening.app.close();
      await heart.deliveries.stop();
      await dispose();
      await server.stop();
    },
  };
}

async function writePreviousKey({ database, vault }: Heart, hook: Hook): Promise<string> {
  const key = randomBytes(32).toString('base64url');
  const { tenantId, subscriptionId: row } = hook;
  const sealed = vault.seal(new Secret(key), {
    tenantId,
    table: 'subscriptions',
    row,
    column: 'previous_key',
  });
  await database.tenantTransaction(tenantId, (tx) =>
    tx.query('update subscriptions set previous_key_sealed = $2 where id = $1', [row, sealed]),
  );
  return key;
}

async function drive(town: Town, port: number, random: Random, count: number): Promise<Driven> {
  const people = await town.settleIn(random);
  const posted: Posted[] = [];
  while (posted.length < count) {
    const wanted = Math.min(round, count - posted.length);
    const cases = Array.from({ length: wanted }, () => draw(town, pick(random, people), random));
    const left = cases.values();
    const lane = async () => {
      for (const one of left) one.status = await post(port, one);
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    posted.push(...cases);
    await town.pass(betweenRoundsMs);
  }
  // Looks are five seconds apart, and what they find may wake another.
  for (let times = 0; times < 4; times++) await town.pass(3 * betweenRoundsMs);
  return judge(town.heart, people, posted);
}

function draw(town: Town, to: Resident, random: Random): Posted {
  const { told, known, hook } = to;
  let invitee = told.book();
  const make = (): Honest => {
    invitee = told.book();
    const now = town.seconds();
    return {
      keys: to.keys,
      signer: pick(random, names),
      body: written(bodyOf(told.sent.at(-1)!, hook.user), random),
      time: now + upTo(random, 2 * toleranceSeconds + 1) - toleranceSeconds,
      now,
    };
  };
  const one = random() < honestPart ? honestCase(random, make) : nearMiss(random, make);
  if (!travels(one)) return draw(town, to, random);
  let shown = one.delivery.body.includes(0xff) ? invitee.name.replace(' ', ' \ufffd') : invitee.name;
  if (one.expected?.stale) {
    shown = 'As Calendly knows them';
    known.events.set(invitee.event, told.events.get(invitee.event)!);
    known.invitees.set(invitee.uuid, { ...invitee, name: shown });
  }
  return { ...one, to, invitee: invitee.uuid, shown, status: 0 };
}

/** Bytes that say the same otherwise, or are no UTF-8, so that whoever writes them again breaks the signature. */
function written(body: Buffer, random: Random): Buffer {
  const kind = random();
  if (kind < 0.5) return body;
  if (kind < 0.7) return Buffer.from(`${JSON.stringify(JSON.parse(body.toString()), null, 2)}\r\n`);
  if (kind < 0.8) return Buffer.concat([Buffer.from('\ufeff'), body]);
  return Buffer.from(body.toString().replaceAll('"Invitee ', '"Invitee \xff'), 'latin1');
}

/** HTTP takes blanks off a header's ends, and what keys we have is not the sender's choice. */
function travels({ delivery: { header = '', candidates } }: Case): boolean {
  return header === header.replace(/^[ \t]+|[ \t]+$/g, '') && candidates.length === names.length;
}

async function post(port: number, { to, delivery: { header, body } }: Posted): Promise<number> {
  const head = [
    `POST /api/calendly/webhook/${to.hook.token} HTTP/1.1`,
    'host: localhost',
    'connection: close',
    'content-type: application/json',
    `content-length: ${body.length}`,
    ...(header === undefined ? [] : [`calendly-webhook-signature: ${header}`]),
  ];
  const request = { name: '', parts: [Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])] };
  const ended = await send(port, request, 20_000);
  return typeof ended === 'string' ? 599 : ended.status;
}

interface Shown {
  meetings: Map<string, { name: string; changes: number }>;
  /** Bodies that were kept as truly signed, and whether they have had their effect. */
  kept: Map<string, boolean>;
}

async function judge(heart: Heart, people: readonly Resident[], posted: readonly Posted[]): Promise<Driven> {
  const driven: Driven = { lost: 0, admitted: 0, drove: {}, fallen: [] };
  const fell = new Map<string, number>();
  const shown = new Map<Resident, Shown>();
  for (const resident of people) shown.set(resident, await readOf(heart, resident));
  for (const one of posted) {
    const { group, name, expected, status } = one;
    count(driven, group, expected?.stale === true, status);
    const words = otherwise(one, shown.get(one.to)!);
    if (words === undefined) continue;
    if (expected) driven.lost++;
    else driven.admitted++;
    const line = `over HTTP, ${group}, ${name}: ${words}`;
    fell.set(line, (fell.get(line) ?? 0) + 1);
  }
  const meetings = [...shown.values()].reduce((sum, { meetings }) => sum + meetings.size, 0);
  const wanted = posted.filter(({ expected }) => expected).length - driven.lost + driven.admitted;
  if (meetings > wanted) driven.fallen.push(`${meetings - wanted} meetings that nobody told of`);
  driven.fallen.push(...[...fell].slice(0, 24).map(([words, times]) => `${words} (${times} times)`));
  return driven;
}

function count({ drove }: Driven, group: Group, stale: boolean, status: number): void {
  const kinds = [
    group,
    ...(stale ? ['honest, at another time'] : []),
    ...(group === 'honest' ? [] : [status === 200 ? 'kept sealed' : 'refused']),
  ];
  for (const kind of kinds) drove[`http ${kind}`] = (drove[`http ${kind}`] ?? 0) + 1;
}

/** What is wrong with its effect; undefined when it is right. */
function otherwise(one: Posted, { meetings, kept }: Shown): string | undefined {
  const { expected, status, invitee, delivery } = one;
  const meeting = meetings.get(invitee);
  const settled = kept.get(hashOf(delivery.body));
  if (status >= 500) return `answered ${status}`;
  if (!expected) return meeting || settled !== undefined ? `let in, answered ${status}` : undefined;
  if (status !== 200) return `answered ${status}`;
  if (settled !== true) return settled === undefined ? 'not kept' : 'never settled';
  if (!meeting) return 'no meeting';
  if (meeting.name !== one.shown) return `shown as “${meeting.name}” instead of “${one.shown}”`;
  return meeting.changes === 1 ? undefined : `told ${meeting.changes} times`;
}

function readOf({ database }: Heart, { hook: { tenantId, accountId } }: Resident): Promise<Shown> {
  return database.tenantTransaction(tenantId, async (tx) => {
    const meetings = await tx.query<{ invitee: string; name: string; changes: number }>(
      `select tail_invitee as invitee, invitee_name as name, (select count(*) from changes c
         where c.tenant_id = tenant() and c.subject_kind = 'meeting' and c.subject_id = 'mtg_' || replace(m.id::text, '-', '')) as changes
       from meetings m where tenant_id = tenant() and account_id = $1`,
      [accountId],
    );
    const kept = await tx.query<{ hash: string; settled: boolean }>(
      `select encode(body_hash, 'hex') as hash, bool_and(outcome in ('applied', 'no_change')) as settled
       from deliveries where tenant_id = tenant() and account_id = $1 group by body_hash`,
      [accountId],
    );
    return {
      meetings: new Map(meetings.map(({ invitee, ...meeting }) => [invitee, meeting])),
      kept: new Map(kept.map(({ hash, settled }) => [hash, settled])),
    };
  });
}

function hashOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/** What the judge must not let pass. */
async function refuseAll() {
  const server = createServer((_request, response) => response.writeHead(401).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}
