/**
 * Hears NOTIFY for the whole process on one connection of its own, that comes back by itself.
 * After it was away every handler runs once with an empty payload: something may have been missed.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.ts';
import type { Address } from './address.ts';
import { toFault } from './faults.ts';
import type { Database } from './tx.ts';

const firstPauseMs = 100;
const longestPauseMs = 5000;
const heartbeatMs = 10_000;

type Handler = (payload: string) => void;

export interface Listener {
  listen: Database['listen'];
  close(): Promise<void>;
}

export function createListener({ address, log }: { address: Address; log: Log }): Listener {
  const handlers = new Map<string, Set<Handler>>();
  let connection: Promise<pg.Client> | undefined;
  let closed = false;

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      ...address,
      application_name: 'slotwire listener',
      connectionTimeoutMillis: longestPauseMs,
      query_timeout: longestPauseMs,
      keepAlive: true,
    });
    client.on('error', () => undefined);
    client.on('notification', ({ channel, payload = '' }) => tell(channel, payload));
    try {
      await client.connect();
      for (const channel of handlers.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw toFault(error);
    }
    const heart = setInterval(() => client.query('select 1').catch(() => client.end()), heartbeatMs);
    client.once('end', () => {
      clearInterval(heart);
      void comeBack();
    });
    return client;
  }

  async function comeBack(): Promise<void> {
    for (let wait = firstPauseMs; !closed; wait = Math.min(wait * 2, longestPauseMs)) {
      try {
        connection = connect();
        await connection;
        for (const channel of handlers.keys()) tell(channel, '');
        return;
      } catch (error) {
        log.warn({ err: error }, 'the listening connection to the database is away; trying again');
        await pause(wait, undefined, { ref: false });
      }
    }
  }

  function tell(channel: string, payload: string): void {
    for (const handler of handlers.get(channel) ?? []) handler(payload);
  }

  return {
    async listen(channel, handler) {
      const known = handlers.get(channel) ?? new Set();
      handlers.set(channel, known.add(handler));
      try {
        connection ??= connect();
        const client = await connection;
        await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      } catch (error) {
        known.delete(handler);
        throw toFault(error);
      }
      return { stop: async () => void known.delete(handler) };
    },
    async close() {
      closed = true;
      const client = await connection?.catch(() => undefined);
      await client?.end();
    },
  };
}
