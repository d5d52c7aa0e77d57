/**
 * A world for the life of accounts: one database, one emulator with its movable clock, one tenant with a connection,
 * and as many processes of the service as wanted. The truth is the emulator's dump and the database's rows.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { connect as connectDatabase } from '../../../server/db/index.ts';
import { createTestDatabase, startTestServer } from '../../support/database.ts';
import { startEmulator } from '../../support/emulator.ts';
import type { Person } from '../../support/emulator-control.ts';
import { freePort } from '../../support/program.ts';
import { openRooms } from '../../support/rooms.ts';
import type { Commands, MemberSettings } from './member.ts';
import { type Steps, standBetween } from './steps.ts';

type Given<Name extends keyof Commands> = Awaited<ReturnType<Commands[Name]>>;

export interface Member {
  process: ChildProcess;
  /** Rejects when the process ended before it answered. */
  ask<Name extends keyof Commands>(name: Name, ...args: Parameters<Commands[Name]>): Promise<Given<Name>>;
  kill(): void;
  close(): Promise<void>;
}

export interface Grant {
  id: string;
  userId: string;
  endedAt: string | null;
}

export interface Standing {
  id: string;
  callbackUrl: string;
  userId: string | null;
  state: string;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

export async function openWorld() {
  const server = await startTestServer();
  const held = await createTestDatabase({ host: server.host });
  const emulator = await startEmulator();
  const dataFolder = await mkdtemp(join(tmpdir(), 'slotwire-world-'));
  const port = await freePort();
  const administrator: pg.Client = await connectDatabase(held.administrator);
  await administrator.query('set search_path to slotwire, public');
  const members = new Set<Member>();
  const betweens = new Set<Steps>();

  const rooms = await openRooms({
    database: held.database,
    emulatorUrl: emulator.url,
    port,
    listen: false,
    dataFolder,
  });
  const { id: tenantId } = await rooms.ensureTenant('proof');
  const application = await emulator.createApplication(rooms.redirectUri);
  const connection = await held.database.tenantTransaction(tenantId, (tx) =>
    rooms.connections.create(tx, tenantId, {
      type: 'calendly',
      name: 'Proof',
      clientId: application.client_id,
      clientSecret: application.client_secret,
    }),
  );
  if (!connection.ok) throw new Error('no connection');
  await rooms.close();

  async function open(
    options: { steps?: Steps; listen?: boolean; deadlineMs?: number } = {},
  ): Promise<Member> {
    const { steps, listen = false, deadlineMs = 3000 } = options;
    const settings: MemberSettings = {
      databaseHost: steps?.databaseHost ?? server.host,
      databaseName: held.name,
      emulatorUrl: steps?.emulatorUrl ?? emulator.url,
      clockUrl: emulator.url,
      port,
      listen,
      dataFolder,
      deadlineMs,
    };
    const member = await openMember(settings);
    members.add(member);
    return member;
  }

  return {
    tenantId,
    connectionId: connection.id,
    application,
    emulator,
    url: `http://localhost:${port}`,
    dataFolder,
    open,
    people: await emulator.people(),
    async standBetween(): Promise<Steps> {
      const steps = await standBetween({ emulatorUrl: emulator.url, databaseHost: server.host });
      betweens.add(steps);
      return steps;
    },
    async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
      return (await administrator.query<Row>(text, values)).rows;
    },
    /** Time passes at Calendly, and with it for whoever follows its clock. */
    async advance(seconds: number, ...followers: Member[]): Promise<void> {
      await emulator.send('POST', '/clock', { advanceSeconds: seconds });
      await Promise.all(followers.map((member) => member.ask('refreshClock')));
    },
    /** Leases end as if the minute had passed. */
    async endLeases(): Promise<void> {
      for (const table of ['token_sets', 'subscriptions', 'jobs']) {
        await administrator.query(
          `update ${table} set lease_until = now() - interval '1 second' where lease_until > now()`,
        );
      }
    },
    /** The person consents; what Calendly's redirect carries. */
    async consent(member: Member, accountId: string, person: Person, more: object = {}, browser = 'browser') {
      const { authorizationUrl } = await member.ask('begin', tenantId, accountId, browser);
      const { location } = await emulator.send<{ location: string }>('POST', '/consent', {
        url: authorizationUrl,
        user: person.id,
        ...more,
      });
      return Object.fromEntries(new URL(location).searchParams) as {
        state: string;
        code?: string;
        error?: string;
      };
    },
    async liveGrants(person: Person): Promise<Grant[]> {
      const { grants } = await emulator.send<{ grants: Grant[] }>('GET', '/dump?kinds=grants');
      return grants.filter(({ userId, endedAt }) => userId === person.id && endedAt === null);
    },
    async standing(person?: Person): Promise<Standing[]> {
      const { subscriptions } = await emulator.send<{ subscriptions: Standing[] }>(
        'GET',
        '/dump?kinds=subscriptions',
      );
      return person ? subscriptions.filter(({ userId }) => userId === person.id) : subscriptions;
    },
    async close(): Promise<void> {
      for (const member of members) await member.close();
      for (const steps of betweens) await steps.close();
      await administrator.end();
      await emulator.close();
      await held.dispose();
      await server.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

async function openMember(settings: MemberSettings): Promise<Member> {
  const child = fork(new URL('./member.ts', import.meta.url), [JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let next = 0;
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      for (const { reject } of waiting.values()) reject(new Error('the process ended'));
      waiting.clear();
      resolve();
    }),
  );
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`a process of the proof ended with ${code} at its start`)));
  });
  child.on('message', ({ id, value, error }: { id: number; value?: unknown; error?: string }) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(value);
    else asked?.reject(new Error(error));
  });
  return {
    process: child,
    ask(name, ...args) {
      return new Promise((resolve, reject) => {
        if (child.exitCode !== null || child.signalCode !== null)
          return reject(new Error('the process ended'));
        const id = next++;
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        child.send({ id, name, args }, (error) => {
          if (error && waiting.delete(id)) reject(new Error('the process ended'));
        });
      });
    },
    kill: () => child.kill('SIGKILL'),
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
