/** `slotwire probe` as a program of its own, against the emulator: what it asks, what it writes, how it stops. */
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readConfigFile } from '../../server/config-file.ts';
import type { ProbeReport, Step } from '../../server/probe/index.ts';
import { type Client, startEmulator, type TestEmulator } from '../support/emulator.ts';
import { testKeys } from '../support/keys.ts';
import { playPerson } from '../support/probe-person.ts';
import { freePort, runProgram, startProgram } from '../support/program.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let emulator: TestEmulator;
let folder: string;
let port: number;
let application: Client;

beforeAll(async () => {
  emulator = await startEmulator();
  folder = await mkdtemp(join(tmpdir(), 'slotwire-probe-'));
  port = await freePort();
  application = await emulator.createApplication(`http://localhost:${port}/oauth/calendly/callback`);
});
afterAll(async () => {
  await emulator?.close();
  await rm(folder, { recursive: true, force: true });
});

/** What it printed, and how it ended; `at` hears each step. */
async function run(
  options: string[],
  environment: Record<string, string>,
  at: (step: Step, child: ChildProcess, isOver: () => boolean) => void = () => undefined,
) {
  const child = runProgram(['probe', ...options], {
    SLOTWIRE_DATA: folder,
    PORT: String(port),
    CALENDLY_EMULATOR_URL: emulator.url,
    ...environment,
  });
  let said = '';
  let last: Step | undefined;
  let report: ProbeReport | undefined;
  child.stderr!.on('data', (chunk) => {
    said += chunk;
  });
  createInterface({ input: child.stdout! }).on('line', (line) => {
    said += `${line}\n`;
    if (!line.startsWith('{')) return;
    const told = JSON.parse(line) as { step?: Step; report?: ProbeReport };
    report ??= told.report;
    if (!told.step) return;
    last = told.step;
    at(last, child, () => last !== told.step || child.exitCode !== null);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said, report };
}

const own = () => ({
  PROBE_CLIENT_ID: application.client_id,
  PROBE_CLIENT_SECRET: application.client_secret,
  PROBE_SIGNING_KEY: application.webhook_signing_key,
});

test('a person is guided to the end; the file that it writes is one that the service reads', async () => {
  await emulator.send('POST', '/modes', { oauth_signing_key: 'application' });
  const file = join(folder, 'slotwire.config.json');
  const person = playPerson(emulator, { user: 'mara-lind', stranger: 'mara-lind' });
  const problems: unknown[] = [];
  const options = ['--json', '--nobody-else', '--moves', '1', '--write', file];
  const { code, said, report } = await run(options, own(), (step, _, isOver) => {
    person(step, isOver).catch((error) => problems.push(error));
  });
  expect(problems).toEqual([]);
  expect([code, report?.left]).toEqual([0, { subscriptions: 0, grants: 0 }]);
  expect(report!.modes).toMatchObject({ oauth_signing_key: 'application', second_grant: 'keeps_first' });
  expect(Object.keys(report!.modes)).toHaveLength(16);
  for (const secret of [application.client_secret, application.webhook_signing_key]) {
    expect(said).not.toContain(secret);
  }
  const read = await readConfigFile(file, {
    CALENDLY_CLIENT_ID: application.client_id,
    CALENDLY_CLIENT_SECRET: application.client_secret,
    CALENDLY_SIGNING_KEY: application.webhook_signing_key,
  });
  expect(read).toMatchObject({
    tenant: 'demo',
    connections: [{ id: 1, options: { webhookSigningKey: application.webhook_signing_key } }],
  });
  await emulator.send('POST', '/modes', { oauth_signing_key: 'subscription' });
});

test('Ctrl-C in the middle removes all that was made, and writes nothing', async () => {
  const file = join(folder, 'stopped.json');
  const person = playPerson(emulator, { user: 'mara-lind', stranger: 'mara-lind' });
  let stood = 0;
  const options = ['--json', '--nobody-else', '--write', file];
  const { code, report } = await run(options, own(), async (step, child, isOver) => {
    if (step.kind !== 'book') return void person(step, isOver);
    stood = (await emulator.dump()).subscriptions.length;
    child.kill('SIGINT');
  });
  expect([code, report?.stopped, stood > 0]).toEqual([130, true, true]);
  expect(existsSync(file)).toBe(false);
  const { subscriptions, grants } = await emulator.dump();
  expect(subscriptions).toEqual([]);
  expect((grants as { endedAt: string | null }[]).every(({ endedAt }) => endedAt !== null)).toBe(true);
});

test('without an application, a word that nobody else uses it, or a way for Calendly, it asks nothing', async () => {
  expect(await run(['--nobody-else'], {})).toMatchObject({
    code: 1,
    said: expect.stringContaining('Set PROBE_CLIENT_ID and PROBE_CLIENT_SECRET'),
  });
  expect(await run([], own())).toMatchObject({ code: 1, said: expect.stringContaining('--nobody-else') });
  const live = { ...own(), CALENDLY_EMULATOR_URL: '', SLOTWIRE_KEYS: testKeys.reveal() };
  expect(await run(['--nobody-else'], live)).toMatchObject({
    code: 1,
    said: expect.stringContaining('Calendly cannot reach this machine'),
  });
  const wrong = { ...own(), PROBE_CLIENT_SECRET: 'not-the-secret' };
  const person = playPerson(emulator, { user: 'mara-lind', stranger: 'mara-lind' });
  const refused = await run(
    ['--json', '--nobody-else'],
    wrong,
    (step, _, isOver) => void person(step, isOver),
  );
  expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('does not accept this Client ID') });
});

test('an application that accounts are connected through is refused', async () => {
  const program = await startProgram();
  await program.stop();
  const { folder: data, ports } = program;
  try {
    const environment = {
      SLOTWIRE_DATA: data,
      PORT: String(ports.service),
      CALENDLY_EMULATOR_URL: `http://localhost:${ports.emulator}`,
    };
    const refused = await run(['--connection', '1'], environment);
    expect(refused).toMatchObject({
      code: 1,
      said: expect.stringMatching(/3 accounts are connected through it|4 accounts are connected through it/),
    });
    expect(await run(['--connection', '7'], environment)).toMatchObject({
      code: 1,
      said: expect.stringContaining('There is no connection 7.'),
    });
  } finally {
    await rm(data, { recursive: true, force: true });
  }
});
