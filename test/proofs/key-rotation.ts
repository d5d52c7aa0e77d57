/**
 * Every secret of an installation is sealed anew while two processes serve, and those are killed, and the one that does
 * it. First the new key is given to one process alone: nothing may be sealed under it then. Nothing is refused,
 * no renewal of access fails, no write is undone; afterwards the new key opens everything and the old one nothing.
 */
import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLog } from '../../server/log.ts';
import { Secret } from '../../server/secret.ts';
import { createVault, type HeldRing, holdRing } from '../../server/vault/index.ts';
import { createTestDatabase, startTestServer, type TestDatabase } from '../support/database.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import { createHeart, type Heart, type Hook, writeTenant } from '../support/heart.ts';
import { runProgram } from '../support/program.ts';
import { pick, type Random, seeded } from '../support/random.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';
import { until } from '../support/until.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';
import { addConnection, connectPerson } from '../support/whole.ts';
import { deliver, refresh, repeat, write } from './key-rotation/load.ts';
import { openAll, writeSecrets } from './key-rotation/secrets.ts';
import { createTally, type Tally } from './life/tally.ts';
import type { Proof, ProofOptions, ProofResult } from './proof.ts';

const sizes = {
  short: { accounts: 250, people: 2, rotatorKills: 2, servingKills: 1, perSecond: 100 },
  long: { accounts: 17_000, people: 12, rotatorKills: 12, servingKills: 4, perSecond: 200 },
};
type Size = (typeof sizes)['short'];

const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

export const proof: Proof = { name: 'key-rotation', run };

async function run({ seed, short, say }: ProofOptions): Promise<ProofResult> {
  const tally = createTally();
  const size = short ? sizes.short : sizes.long;
  const stage = await openStage(size);
  say(`${stage.hooks.length} accounts, ${size.people} people connected`);
  try {
    await tryBefore(stage, tally);
    const random = seeded(seed);
    const running = startLoad(stage, random, size, tally);
    await rotateTooEarly(stage, tally);
    await copyFile(stage.files[0], stage.files[1]);
    await rotateAndKill(stage, size, random, tally, say);
    await rotateToTheEnd(stage, tally, say);
    await running.stop();
    await judge(stage, running, tally, say);
    return { ...tally.result(), lost: await running.lost() };
  } finally {
    await stage.close();
  }
}

interface Stage {
  held: TestDatabase;
  emulator: TestEmulator;
  heart: Heart;
  ring: HeldRing;
  old: string;
  fresh: string;
  /** Each process reads its own. */
  files: [string, string];
  services: [ServiceProcess, ServiceProcess];
  operators: [Visitor, Visitor];
  hooks: Hook[];
  people: { accountId: string }[];
  serve(at: 0 | 1): Promise<void>;
  close(): Promise<void>;
}

async function openStage(size: Size): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'slotwire-rotation-'));
  const server = await startTestServer();
  const held = await createTestDatabase({ host: server.host });
  const emulator = await startEmulator();
  const [old, fresh] = [newKey('old'), newKey('fresh')];
  const files: Stage['files'] = [join(folder, 'one'), join(folder, 'other')];
  for (const file of files) await writeFile(file, old);
  const heart = await createHeart({ database: held.database, keys: new Secret(old) });
  const hooks: Hook[] = [];
  for (const share of [0.9, 0.1]) {
    const tenantId = await writeTenant(held.database, heart.vault, { applicationKey: 'application key' });
    hooks.push(...(await writeSecrets(heart, held, tenantId, Math.round(size.accounts * share))));
  }
  const place = { address: held.address, emulatorUrl: emulator.url, requestsPerMinute: 1_000_000 };
  const first = await startServiceProcess({ ...place, keysFile: files[0] });
  const begin = (at: 0 | 1) => startServiceProcess({ ...place, publicUrl: first.url, keysFile: files[at] });
  const services: Stage['services'] = [first, await begin(1)];
  const owner = { name: 'Mara Lind', email: 'mara@example.com' };
  const tenant = { slug: 'demo', name: 'Demo', environment: 'development', demo: null, owner } as const;
  const { id: tenantId } = await heart.tenants.ensure(tenant);
  const signedIn = async (url: string) => {
    const visitor = createVisitor(url);
    await visitor.signIn(await heart.team.createLink(tenantId));
    return visitor;
  };
  const operators: Stage['operators'] = [await signedIn(first.url), await signedIn(services[1].url)];
  const connection = await addConnection({ url: first.url, operator: operators[0] }, emulator);
  const people: Stage['people'] = [];
  for (const person of await emulator.addPeople(size.people)) {
    people.push({ accountId: await connectPerson(operators[0], emulator, connection, person) });
  }
  const [begun] = people;
  await operators[0].post(`/api/v1/accounts/${begun!.accountId}/connect`, {});
  const ring = await holdRing({
    database: held.database,
    log: createLog('silent'),
    read: async () => new Secret(await readFile(files[0], 'utf8')),
    id: heart.ids.uuid(),
  });
  return {
    held,
    emulator,
    heart,
    ring,
    old,
    fresh,
    files,
    services,
    operators,
    hooks,
    people,
    async serve(at) {
      services[at] = await begin(at);
      operators[at] = await signedIn(services[at].url);
    },
    async close() {
      await ring.stop();
      for (const service of services) await service.stop();
      await emulator.close();
      await held.dispose();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The positive control: as it is now, the old key alone opens everything. */
async function tryBefore({ held, old, fresh }: Stage, tally: Tally): Promise<void> {
  const found = await openAll(held, old, fresh);
  const all = found.old === found.values && found.fresh === 0;
  tally.judge('the old key before', all ? [] : [`opened ${found.old} of ${found.values}`]);
  const kinds = found.tables >= 6 ? [] : [`only ${found.tables} tables have sealed values`];
  tally.judge('what is sealed', [...kinds, ...found.unlisted.map((column) => `${column} is on no list`)]);
}

function startLoad(stage: Stage, random: Random, size: Size, tally: Tally) {
  const { held, heart, hooks, people } = stage;
  const kept: { key: string; id: string }[] = [];
  const operators = () => [...stage.operators];
  const urls = () => stage.services.map(({ url }) => url);
  const told = hooks.slice(-200);
  const deliveries = deliver(urls, told, random, size.perSecond);
  const vault = createVault(stage.ring);
  const written = hooks.filter((_, at) => at % Math.ceil(hooks.length / 8) === 0);
  const writer = write(held.database, () => vault, written);
  const others = [
    refresh(held.administrator, operators, people, tally),
    repeat(operators, tally, kept),
    writer,
    deliveries,
  ];
  return {
    deliveries,
    writer,
    kept,
    async stop(): Promise<void> {
      for (const one of others) await one.stop();
    },
    /** Acknowledged, and not there. */
    async lost(): Promise<number> {
      let there = 0;
      for (const tenantId of new Set(told.map((hook) => hook.tenantId))) {
        const { count } = await heart.database.tenantTransaction(tenantId, (tx) =>
          tx.one<{ count: number }>(
            'select count(*)::int as count from deliveries where tenant_id = tenant()',
          ),
        );
        there += count;
      }
      return Math.max(0, deliveries.acknowledged() - there);
    },
  };
}

function keysCommand(stage: Stage, file: string, ...command: string[]) {
  const { host, user, database } = stage.held.address;
  const child = runProgram(['keys', ...command], {
    DATABASE_URL: `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}`,
    SLOTWIRE_DATA: `${file}-data`,
    SLOTWIRE_KEYS_FILE: file,
    CALENDLY_EMULATOR_URL: stage.emulator.url,
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (said += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  void ended.then(() => process.off('exit', end));
  return { child, said: () => said, ended };
}

/** One process has the new key, the other not: it says who lacks it, and seals nothing under it. */
async function rotateTooEarly(stage: Stage, tally: Tally): Promise<void> {
  const { files, old, fresh, held } = stage;
  await writeFile(files[0], `${fresh}\n${old}`);
  const command = keysCommand(stage, files[0], 'rotate', '--wait', '3');
  const code = await command.ended;
  const complaints =
    code === 1 && /holds old\b/.test(command.said()) ? [] : [`ended with ${code}: ${command.said()}`];
  const found = await openAll(held, old, fresh);
  if (found.fresh > 0) complaints.push(`${found.fresh} values are under a key that not everybody has`);
  tally.judge('a change before every process has the key', complaints);
}

function left({ held }: Stage): Promise<number> {
  return held.database.dispatchTransaction(async (tx) => {
    const row = await tx.maybe<{ left: number }>(
      'select left_over as left from sealing_keys where is_current and rewrap_began_at is not null',
    );
    return row?.left ?? -1;
  });
}

/** Each begins again what the one before had left; in between a serving process dies. */
async function rotateAndKill(
  stage: Stage,
  size: Size,
  random: Random,
  tally: Tally,
  say: (line: string) => void,
): Promise<void> {
  for (let kill = 0; kill < size.rotatorKills; kill++) {
    const command = keysCommand(stage, stage.files[0], 'rotate');
    await Promise.race([
      until('a change under way', () => /sealed anew/.test(command.said()), 60_000),
      command.ended,
    ]);
    await pause(random() * (size.accounts > 1000 ? 1500 : 100));
    command.child.kill('SIGKILL');
    await command.ended;
    const rest = await left(stage);
    tally.count('kills of the one that changes');
    if (rest > 0) tally.count('of them midway');
    if (kill === 0) await startWithout(stage, tally);
    if (kill % Math.ceil(size.rotatorKills / size.servingKills) === 0) {
      const at = pick(random, [0, 1] as const);
      stage.services[at].child.kill('SIGKILL');
      await stage.serve(at);
      tally.count('kills of one that serves');
    }
    say(`killed, ${rest} left`);
  }
}

/** While something is under the old key nobody starts without it. */
async function startWithout(stage: Stage, tally: Tally): Promise<void> {
  if ((await left(stage)) === 0) return;
  const file = `${stage.files[0]}-without`;
  await writeFile(file, stage.fresh);
  const command = keysCommand(stage, file, 'rotate', '--wait', '0');
  const code = await command.ended;
  const refused = code === 1 && /may be sealed under “old”/.test(command.said());
  tally.judge('a start without the old key', refused ? [] : [`ended with ${code}: ${command.said()}`]);
}

async function rotateToTheEnd(stage: Stage, tally: Tally, say: (line: string) => void): Promise<void> {
  const began = performance.now();
  const command = keysCommand(stage, stage.files[0], 'rotate', '--wait', '60');
  const code = await command.ended;
  const last = command.said().trim().split('\n').at(-1)!;
  tally.count('seconds of the last change', Math.round((performance.now() - began) / 1000));
  say(last);
  tally.judge('the change', code === 0 ? [] : [`ended with ${code}: ${command.said().slice(-500)}`]);
}

async function judge(
  stage: Stage,
  { deliveries, writer, kept }: ReturnType<typeof startLoad>,
  tally: Tally,
  say: (line: string) => void,
): Promise<void> {
  const { held, old, fresh, files } = stage;
  const found = await openAll(held, old, fresh);
  say(`${found.values} values, ${found.fresh} open with the new key, ${found.old} with the old one`);
  tally.judge(
    'the new key alone',
    found.fresh === found.values ? [] : [`opens ${found.fresh} of ${found.values}`],
  );
  tally.judge('the old key alone', found.old === 0 ? [] : [`opens ${found.old}`]);
  tally.judge('deliveries', deliveries.refused().slice(0, 3));
  const undone = await writer.undone();
  tally.judge('writes meanwhile', undone === 0 ? [] : [`${undone} of them were undone`]);
  tally.count('values', found.values);
  tally.count('deliveries', deliveries.acknowledged());
  tally.count('deliveries a second', deliveries.perSecond());
  tally.count('repeats', kept.length);
  tally.count('writes', writer.writes());
  for (const file of files) await writeFile(file, fresh);
  for (const at of [0, 1] as const) {
    await stage.services[at].stop();
    await stage.serve(at);
  }
  await serveWithout(stage, kept.at(-1)!, tally);
}

/** With the new key alone everything goes on: what was answered is answered again, access is renewed. */
async function serveWithout(stage: Stage, asked: { key: string; id: string }, tally: Tally): Promise<void> {
  const [operator] = stage.operators;
  const again = await operator.post<{ id: string }>(
    '/api/v1/api-keys',
    { name: asked.key, scopes: ['meetings:read'] },
    { 'idempotency-key': asked.key },
  );
  tally.judge('a repeat afterwards', again.body.id === asked.id ? [] : [`answered ${again.status}`]);
  const after = createTally();
  const running = refresh(stage.held.administrator, () => [operator], stage.people.slice(0, 1), after);
  await until('a refresh afterwards', () => after.result().tried > 0, 60_000);
  await running.stop();
  tally.judge('a refresh afterwards', after.result().fallen);
}
