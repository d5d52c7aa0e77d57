import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { type Config, canBeCalled, isLocal, readConfig } from './config.ts';
import { Failure } from './errors.ts';

const local = { CALENDLY_EMULATOR_URL: 'http://localhost:4610' };

test('without a word it is the real Calendly, which needs a key', () => {
  expect(() => readConfig({})).toThrow(/SLOTWIRE_KEYS/);
  const config = readConfig({ SLOTWIRE_KEYS: 'a:AAAA' });
  expect(config.calendly).toEqual({
    kind: 'live',
    apiUrl: 'https://api.calendly.com',
    authUrl: 'https://auth.calendly.com',
  });
  expect(isLocal(config)).toBe(false);
});

test('the key ring is read from one place, and two are told', () => {
  expect(readConfig({ SLOTWIRE_KEYS_FILE: '/run/keys' }).keys).toEqual({ kind: 'file', path: '/run/keys' });
  const line = 'vault read keys';
  expect(readConfig({ SLOTWIRE_KEYS_COMMAND: line }).keys).toEqual({ kind: 'command', line });
  const both = () =>
    readConfig({ SLOTWIRE_KEYS: 'a:secret', SLOTWIRE_KEYS_FILE: 'f', SLOTWIRE_KEYS_COMMAND: 'c' });
  expect(both).toThrow(/SLOTWIRE_KEYS_FILE says.*SLOTWIRE_KEYS_COMMAND says/);
  expect(both).not.toThrow(/a:secret/);
});

test('bound to loopback beside the emulator is local and needs nothing', () => {
  const config = readConfig(local);
  expect(isLocal(config)).toBe(true);
  expect(config.publicUrl).toBe('http://localhost:4600');
});

test('every problem is told at once, each with its variable', () => {
  const read = () =>
    readConfig({
      ...local,
      PORT: '99999',
      EMULATOR_PORT: '99999',
      TRUST_PROXY: '10.0.0.0/8, the proxy',
      DATABASE_URL: 'mysql://x',
      DATABASE_POOLER: 'session',
      PUBLIC_URL: 'ftp://x',
      LOG_LEVEL: 'loud',
      CLOCK: 'yesterday',
    });
  try {
    read();
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    expect((error as Failure).fields?.map(({ path }) => path).sort()).toEqual([
      'CLOCK',
      'DATABASE_POOLER',
      'DATABASE_URL',
      'EMULATOR_PORT',
      'LOG_LEVEL',
      'PORT',
      'PUBLIC_URL',
      'TRUST_PROXY',
    ]);
  }
});

test('proxies are believed by address or network', () => {
  const believed = (TRUST_PROXY: string) => readConfig({ ...local, TRUST_PROXY }).trustProxy;
  expect(believed('10.0.0.0/8, ::1')).toBe('10.0.0.0/8, ::1');
  for (const wrong of ['true', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/']) {
    expect(() => believed(wrong)).toThrow(/TRUST_PROXY/);
  }
});

test('an address of version 6 makes a public address', () => {
  expect(readConfig({ ...local, HOST: '::', SLOTWIRE_KEYS: 'a:A' }).publicUrl).toBe('http://[::]:4600');
});

test('the clock follows an emulator only while both are on loopback', () => {
  expect(readConfig({ ...local, CLOCK: 'follow:http://localhost:4610' }).followClock).toBe(
    'http://localhost:4610',
  );
  expect(() => readConfig({ ...local, CLOCK: 'follow:http://clock.example.com' })).toThrow(/CLOCK/);
  expect(() =>
    readConfig({ ...local, HOST: '0.0.0.0', SLOTWIRE_KEYS: 'a:A', CLOCK: 'follow:http://localhost:4610' }),
  ).toThrow(/CLOCK/);
});

test('secrets do not print', () => {
  const config = readConfig({
    ...local,
    DATABASE_URL: 'postgres://me:hunter2@db/x',
    SLOTWIRE_KEYS: 'a:hunter2',
  });
  expect(JSON.stringify(config) + inspect(config, { depth: 9 })).not.toContain('hunter2');
});

test('Calendly reaches us at a public https address, the emulator wherever we are', () => {
  const live = { kind: 'live', apiUrl: '', authUrl: '' } as const;
  const reaches = (publicUrl: string, calendly: Config['calendly'] = live) =>
    canBeCalled({ publicUrl, calendly });
  expect(reaches('https://slotwire.example.com')).toBe(true);
  expect(reaches('http://slotwire.example.com')).toBe(false);
  expect(reaches('https://localhost:4600')).toBe(false);
  expect(reaches('http://localhost:4600', { ...live, kind: 'emulator' })).toBe(true);
});
