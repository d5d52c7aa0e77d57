/** One process of the service, driven over IPC: real code, its own pools, its own memory, killable at any time. */
import { createHash } from 'node:crypto';
import { createDatabase } from '../../../server/db/index.ts';
import { createLog } from '../../../server/log.ts';
import { openRooms } from '../../support/rooms.ts';

export interface MemberSettings {
  databaseHost: string;
  databaseName: string;
  emulatorUrl: string;
  clockUrl: string;
  port: number;
  listen: boolean;
  dataFolder: string;
  deadlineMs: number;
}

const settings = JSON.parse(process.argv[2]!) as MemberSettings;
const database = createDatabase({
  address: { host: settings.databaseHost, port: 5432, user: 'slotwire', database: settings.databaseName },
  pooler: 'none',
  size: 6,
  log: createLog('silent'),
});
const rooms = await openRooms({ database, ...settings });
const { accounts, lifecycle, subscriptions, worker, clock } = rooms;

export const commands = {
  /** A caller whose token Calendly accepts, and a name for the token. */
  async caller(tenantId: string, accountId: string) {
    const found = await accounts.caller(tenantId, accountId, 'live');
    if (!found.ok) return found;
    const { accessToken } = found.caller;
    return { ok: true as const, token: createHash('sha256').update(accessToken.reveal()).digest('hex') };
  },
  /** The same, used: a 401 is reported as work does. */
  async work(tenantId: string, accountId: string) {
    const found = await accounts.caller(tenantId, accountId, 'live');
    if (!found.ok) return found.reason;
    try {
      await rooms.calendly.currentUser(found.caller);
      return 'ok';
    } catch (error) {
      const { kind } = error as { kind?: string };
      if (kind === 'unauthorized') await accounts.refused(tenantId, accountId, found.caller);
      return kind ?? String(error);
    }
  },
  account: (tenantId: string, accountId: string) =>
    database.tenantTransaction(tenantId, async (tx) => {
      const row = await accounts.find(tx, accountId);
      const described = await subscriptions.subscriptionsOf(tx, [accountId]);
      return row && { ...row, subscription: described.get(accountId) ?? null };
    }),
  prepare: (tenantId: string, userId: string, connectionId: number) =>
    database.tenantTransaction(tenantId, (tx) =>
      accounts.ensure(tx, tenantId, { kind: 'application', userId, connectionId, name: null, email: null }),
    ),
  begin: (tenantId: string, accountId: string, browser: string) =>
    database.tenantTransaction(tenantId, (tx) =>
      lifecycle.connect.begin(tx, tenantId, accountId, { browser, returnTo: '/' }),
    ),
  complete: (callback: { state?: string; code?: string; error?: string }, browser: string) =>
    lifecycle.connect.complete(callback, browser),
  disconnect: (tenantId: string, accountId: string) =>
    database.tenantTransaction(tenantId, (tx) => lifecycle.disconnect.begin(tx, tenantId, accountId)),
  ensure: (tenantId: string, accountId: string) =>
    database.tenantTransaction(tenantId, (tx) =>
      rooms.enqueue(tx, 'subscriptions.ensure', { tenantId, key: accountId, payload: { accountId } }),
    ),
  setSecret: (tenantId: string, connectionId: number, clientSecret: string) =>
    database.tenantTransaction(tenantId, (tx) =>
      rooms.connections.change(tx, tenantId, connectionId, { clientSecret }),
    ),
  findByToken: async (token: string) =>
    (await subscriptions.findByToken(token, { anew: true }))?.kind ?? null,
  signInLink: (tenantId: string) => rooms.team.createLink(tenantId),
  recover: () => accounts.recovery.once(),
  idle: () => worker.idle(),
  start: () => worker.start(),
  refreshClock: () => clock.refresh(),
};

export type Commands = typeof commands;

process.on('message', async ({ id, name, args }: { id: number; name: keyof Commands; args: unknown[] }) => {
  try {
    const value = await (commands[name] as (...given: unknown[]) => Promise<unknown>)(...args);
    process.send!({ id, value });
  } catch (error) {
    process.send!({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
process.on('disconnect', () => process.exit(0));
process.send!({ ready: true });
