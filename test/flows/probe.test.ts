/**
 * The probe against the emulator, whose control interface plays the person: in each value of each mode the report
 * names the value that was set; what it made at Calendly is gone after it, and what others have there is untouched.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { modes as catalogue } from '../../emulator/modes.ts';
import { followClock } from '../../server/clock.ts';
import { createIds } from '../../server/ids.ts';
import {
  type Asked,
  createPace,
  createProbe,
  type ProbeReport,
  type Step,
} from '../../server/probe/index.ts';
import { Secret } from '../../server/secret.ts';
import { connectCalendly } from '../support/answering-server.ts';
import {
  type Client,
  call,
  connect,
  redirectUri,
  startEmulator,
  type TestEmulator,
} from '../support/emulator.ts';
import { playPerson } from '../support/probe-person.ts';
import { freePort } from '../support/program.ts';

vi.setConfig({ testTimeout: 240_000 });

let emulator: TestEmulator;
let clock: Awaited<ReturnType<typeof followClock>>;
/** Of another organization than anybody who is tried. */
let stranger: string;
const named = new Set<string>();

beforeAll(async () => {
  emulator = await startEmulator();
  clock = await followClock(async () => {
    const { offsetSeconds } = await emulator.send<{ offsetSeconds: number }>('GET', '/clock');
    return offsetSeconds * 1000;
  }, 50);
  stranger = (await emulator.addPeople(1))[0]!.slug;
});
afterAll(async () => {
  clock?.stop();
  await emulator?.close();
});

interface Play {
  user: string;
  port?: number;
  modes?: Record<string, string>;
  asked?: Partial<Asked>;
  /** Told of each step before it is done; true: the person does not do it. */
  instead?(step: Step, stop: AbortController, skip: () => void): boolean;
}

async function probe({ user, modes = {}, asked = {}, instead = () => false, ...where }: Play) {
  const port = where.port ?? (await freePort());
  const act = playPerson(emulator, { user, stranger });
  const publicUrl = `http://localhost:${port}`;
  const application = await emulator.createApplication(`${publicUrl}/oauth/calendly/callback`);
  const other = await emulator.createApplication(`${publicUrl}/oauth/calendly/callback`);
  await emulator.send('POST', '/modes', modes);
  const budget = createPace({ clock, everyMs: 20 });
  const calendly = connectCalendly(emulator.url, { deadlineMs: 10_000, budget });
  const stop = new AbortController();
  const steps: Step[] = [];
  const problems: unknown[] = [];
  let ended = false;
  const clientOf = ({ client_id, client_secret }: Client) => ({
    clientId: client_id,
    clientSecret: new Secret(client_secret),
  });
  const begun = createProbe({
    calendly,
    clock,
    ids: createIds(clock.now),
    asked: {
      client: clientOf(application),
      applicationKey: new Secret(application.webhook_signing_key),
      otherClient: clientOf(other),
      elsewhere: true,
      waitRetries: true,
      bookByApi: true,
      ...asked,
    },
    place: { host: 'localhost', port, publicUrl },
    everyMs: 20,
    askEveryMs: 20,
    signal: stop.signal,
    tell(step) {
      steps.push(step);
      if (instead(step, stop, begun.skip)) return;
      act(step, () => ended || steps.at(-1) !== step).catch((error) => {
        problems.push(error);
        begun.skip();
      });
    },
  });
  try {
    const report = await begun.run().finally(() => {
      ended = true;
    });
    expect(problems).toEqual([]);
    return { report, steps, application };
  } finally {
    await calendly.close();
    const usual = Object.entries(catalogue).map(([name, { values }]) => [name, values[0]]);
    await emulator.send('POST', '/modes', Object.fromEntries(usual));
  }
}

/** The values that it named, by mode; each is that of the emulator. */
function agrees({ modes: found }: ProbeReport, set: Record<string, string>): string[] {
  for (const [name, value] of Object.entries(found)) {
    expect([name, value]).toEqual([name, set[name] ?? catalogue[name as keyof typeof catalogue].values[0]]);
    named.add(`${name} ${value}`);
  }
  return Object.keys(catalogue).filter((name) => !(name in found));
}

const free = ['free_plan_hooks', 'free_invitees_limit'];

test('as the emulator begins, all is named but what needs the free plan; others are left alone', async () => {
  const bystander = await emulator.createApplication(redirectUri);
  const theirs = await connect(emulator, bystander, 'mara-lind');
  const hooks = await call(emulator, theirs.access_token!, 'POST', '/webhook_subscriptions', {
    url: 'https://hooks.example.com/theirs',
    events: ['event_type.created'],
    organization: theirs.organization,
    user: theirs.owner,
    scope: 'user',
  });
  expect(hooks.status).toBe(201);
  const { report, steps, application } = await probe({ user: 'mara-lind' });
  expect(agrees(report, {})).toEqual(free);
  expect(report).toMatchObject({
    stopped: false,
    left: { subscriptions: 0, grants: 0 },
    standing: { stage: 'paid', role: 'owner' },
  });
  const said = JSON.stringify([report, steps]);
  expect(said).not.toContain(application.client_secret);
  expect(said).not.toContain(application.webhook_signing_key);
  const { subscriptions, grants } = await emulator.dump();
  expect(subscriptions.map(({ callbackUrl }) => callbackUrl)).toEqual(['https://hooks.example.com/theirs']);
  const alive = (grants as { clientId: string; endedAt: string | null }[]).filter(
    ({ endedAt }) => endedAt === null,
  );
  expect(alive.map(({ clientId }) => clientId)).toEqual([bystander.client_id]);
});

test('the other answers, all at once, are named as well', async () => {
  const set = {
    oauth_signing_key: 'application',
    retries_resigned: 'no',
    refresh_reuse: 'revoke_family',
    invalid_grant_status: '401',
    access_after_refresh: 'ends',
    authorization_iss: 'yes',
    revoke_siblings: 'yes',
    hooks_after_revoke: 'remove',
    retry_created_at: 'renewed',
    event_updated_at: 'stays',
    reschedule_order: 'created_first',
    hook_uniqueness: 'owner',
    most_subscriptions: 'ten',
    missing_read_scope: '403',
    disabled_rule: 'another_failed',
    gone_410: 'disables',
    after_recovery: 'kept',
    limit_bucket: 'user',
  };
  const { report } = await probe({ user: 'dominic-vale', modes: set });
  // Somebody who administers nothing cannot tell.
  expect(agrees(report, set)).toEqual(['free_plan_hooks', 'hook_uniqueness', 'free_invitees_limit']);
  expect(report.left).toEqual({ subscriptions: 0, grants: 0 });
});

test('third answers, and those that hide others', async () => {
  const set = {
    oauth_signing_key: 'stranger',
    second_grant: 'ends_first',
    reschedule_order: 'random',
    hook_uniqueness: 'anywhere',
  };
  const asked = { moves: 14, waitRetries: false, otherClient: undefined };
  const { report } = await probe({ user: 'mara-lind', modes: set, asked });
  const open = ['revoke_siblings', 'free_plan_hooks', 'disabled_rule', 'limit_bucket', 'free_invitees_limit'];
  expect(agrees(report, set)).toEqual(open);
  expect(report.findings.find(({ name }) => name === 'revoke_siblings')?.seen).toContain('no other was left');
  expect(report.left).toEqual({ subscriptions: 0, grants: 0 });
});

test('within one organization once; on the free plan', async () => {
  const { people } = await emulator.send<{ people: { slug: string }[] }>('POST', '/people', { count: 1 });
  const user = people[0]!.slug;
  await emulator.send('POST', '/plan', { user, plan: 'basic', stage: 'free' });
  // A minute has 50 calls there; the person takes longer.
  const playing = (who: string): Play['instead'] => {
    const person = playPerson(emulator, { user: who, stranger });
    return (step, _, skip) => {
      if (step.kind === 'told') return true;
      const later = emulator.send('POST', '/clock', { advanceSeconds: 61 });
      later.then(() => (step.kind === 'book' ? skip() : person(step, () => true)));
      return true;
    };
  };
  const asked = { otherClient: undefined };
  const allowed = await probe({ user, asked, instead: playing(user) });
  agrees(allowed.report, {});
  const set = { free_plan_hooks: 'refused', free_invitees_limit: 'paid', hook_uniqueness: 'owner' };
  const refused = await probe({ user, modes: set, asked, instead: playing(user) });
  agrees(refused.report, set);
  expect(refused.report.modes).toMatchObject({ free_plan_hooks: 'refused', free_invitees_limit: 'paid' });
  const instead = playing('mara-lind');
  const mine = await probe({ user: 'mara-lind', modes: { hook_uniqueness: 'owner' }, asked, instead });
  agrees(mine.report, { hook_uniqueness: 'owner' });
});

test('stopped in the middle it removes what it made; what a killed run left goes with the next', async () => {
  const before = await emulator.dump();
  const port = await freePort();
  const bystander = await emulator.createApplication(redirectUri);
  const theirs = await connect(emulator, bystander, 'mara-lind');
  const left = await call(emulator, theirs.access_token!, 'POST', '/webhook_subscriptions', {
    url: `http://localhost:${port}/probe/an-earlier-run/healthy`,
    events: ['event_type.created'],
    organization: theirs.organization,
    user: theirs.owner,
    scope: 'user',
  });
  expect(left.status).toBe(201);
  const connected = await emulator.dump();
  const { report } = await probe({
    user: 'mara-lind',
    port,
    instead: (step, stop) => {
      if (step.kind === 'move') stop.abort();
      return step.kind === 'move';
    },
  });
  expect(report).toMatchObject({ stopped: true, left: { subscriptions: 0, grants: 0 } });
  expect(report.modes).toMatchObject({ oauth_signing_key: 'subscription', retries_resigned: 'yes' });
  expect(report.modes).not.toHaveProperty('reschedule_order');
  const after = await emulator.dump();
  expect(after.subscriptions).toEqual(before.subscriptions);
  const alive = ({ grants }: Awaited<ReturnType<typeof emulator.dump>>) =>
    (grants as { id: string; endedAt: string | null }[]).filter(({ endedAt }) => endedAt === null);
  expect(alive(after)).toEqual(alive(connected));
});

test('every value of every mode was named', () => {
  const all = Object.entries(catalogue).flatMap(([name, { values }]) =>
    values.map((value) => `${name} ${value}`),
  );
  expect([...named].sort()).toEqual(all.sort());
});
