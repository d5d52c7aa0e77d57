/** What the emulator holds survives a restart and a kill -9: grants, subscriptions, what was queued, the clock. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runEmulator } from '../../emulator/main.ts';
import { empty, startAnsweringServer } from '../support/answering-server.ts';
import { call, connect, received, redirectUri, startEmulator } from '../support/emulator.ts';
import { controlEmulator } from '../support/emulator-control.ts';
import { freePort } from '../support/program.ts';
import { until } from '../support/until.ts';

let folder: string;
let receiver: Awaited<ReturnType<typeof startAnsweringServer>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulator-'));
  receiver = await startAnsweringServer();
});
afterEach(async () => {
  await receiver.stop();
  await rm(folder, { recursive: true, force: true });
});

const subscription = (tokens: Record<string, string>) => ({
  url: `${receiver.address}/a`,
  events: ['invitee.created'],
  organization: tokens.organization,
  user: tokens.owner,
  scope: 'user',
});

test('a restart keeps everything and sends what was queued', async () => {
  const file = join(folder, 'emulator.db');
  const before = await startEmulator({ file });
  const client = await before.createApplication(redirectUri);
  const tokens = await connect(before, client, 'mara-lind');
  await call(before, tokens.access_token!, 'POST', '/webhook_subscriptions', subscription(tokens));
  receiver.answer(empty(500));
  await before.send('POST', '/book', { event_type: 'mara-lind/intro-call', email: 'kept@example.com' });
  await before.send('POST', '/clock', { advanceSeconds: 3600 });
  await before.send('POST', '/modes', { second_grant: 'ends_first' });
  const { events, invitees } = await before.dump();
  await before.close();

  receiver.answer(empty(200));
  const after = await startEmulator({ file });
  try {
    const dump = await after.dump();
    expect(dump.events).toEqual(events);
    expect(dump.invitees).toEqual(invitees);
    // Written in whole milliseconds, of two clocks.
    expect((await after.send<{ offsetSeconds: number }>('GET', '/clock')).offsetSeconds).toBeCloseTo(3600, 1);
    expect((await call(after, tokens.access_token!, 'GET', '/users/me')).status).toBe(200);
    await after.send('POST', '/clock', { advanceSeconds: 600 });
    await received(receiver, 1);
    expect(JSON.parse(receiver.asked[0]!.body).payload.email).toBe('kept@example.com');
  } finally {
    await after.close();
  }
});

test('nothing answered is lost when it is killed', async () => {
  const file = join(folder, 'emulator.db');
  const port = await freePort();
  const url = `http://localhost:${port}`;
  receiver.answer(() => undefined);
  const first = await startProcess(file, port);
  const control = controlEmulator(url);
  const client = await control.createApplication(redirectUri);
  const emulator = { ...control, url, listen: async () => url, close: async () => undefined };
  const tokens = await connect(emulator, client, 'mara-lind');
  await call(emulator, tokens.access_token!, 'POST', '/webhook_subscriptions', subscription(tokens));
  const booked: string[] = [];
  for (let n = 0; n < 20; n += 1) {
    const { invitee } = await control.send<{ invitee: { id: string } }>('POST', '/book', {
      event_type: 'mara-lind/intro-call',
    });
    booked.push(invitee.id);
  }
  await received(receiver, 1);
  await kill(first);

  receiver.answer(empty(200));
  const second = await startProcess(file, port);
  try {
    await until(
      'all twenty told',
      () => new Set(receiver.asked.map(({ body }) => JSON.parse(body).payload.uri)).size === 20,
    );
    const dump = await control.dump();
    const ids = new Set(dump.invitees.map(({ id }) => id));
    expect(booked.filter((id) => !ids.has(id))).toEqual([]);
    expect((await call(emulator, tokens.access_token!, 'GET', '/users/me')).status).toBe(200);
  } finally {
    await kill(second);
  }
});

test('a taken port is said in one line', async () => {
  const first = await startEmulator();
  const port = Number(new URL(first.url).port);
  const options = { host: '127.0.0.1', port, file: ':memory:', seed: 1, allowRemote: false };
  await expect(runEmulator(options)).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: `Port ${port} is taken by node, process ${process.pid}; choose another with --port or EMULATOR_PORT.`,
  });
  await first.close();
});

test('two emulators never work on one file', async () => {
  const file = join(folder, 'two.db');
  const options = { host: '127.0.0.1', port: 0, file, seed: 1, allowRemote: false };
  const first = await runEmulator(options);
  await expect(runEmulator(options)).rejects.toMatchObject({ code: 'FILE_TAKEN' });
  await first.close();
  const second = await runEmulator(options);
  await second.close();
});

test('it listens on this machine only, unless told otherwise', async () => {
  const emulator = await startEmulator();
  await expect(emulator.listen('0.0.0.0', 0)).rejects.toThrow(/this machine only/);
  await emulator.close();
});

test('asked to, it is reached from elsewhere, but for the console and the control interface', async () => {
  const options = { host: '0.0.0.0', port: 0, file: ':memory:', seed: 1, allowRemote: false, beyond: true };
  const emulator = await runEmulator(options);
  const fromElsewhere = async (path: string) => {
    const answer = await request(`${emulator.url}${path}`, { headers: { host: 'emulator.example.com' } });
    await answer.body.dump();
    return answer.statusCode;
  };
  expect(await fromElsewhere('/mara-lind')).toBe(200);
  expect(await fromElsewhere('/users/me')).toBe(401);
  expect(await fromElsewhere('/_emulator/dump')).toBe(403);
  expect(await fromElsewhere('/_emulator/console/people')).toBe(403);
  expect((await fetch(`${emulator.url}/_emulator/clock`)).status).toBe(200);
  await emulator.close();
});

async function startProcess(file: string, port: number): Promise<ChildProcess> {
  const main = new URL('../../emulator/main.ts', import.meta.url).href;
  const script = `const { runEmulator } = await import(${JSON.stringify(main)});
    await runEmulator(${JSON.stringify({ host: '127.0.0.1', port, file, seed: 1, allowRemote: false })});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: 'inherit',
  });
  const answers = () => fetch(`http://localhost:${port}/readyz`).catch(() => undefined);
  await until('that it is ready', async () => (await answers())?.ok, 20_000);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
