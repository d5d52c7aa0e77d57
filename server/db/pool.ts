/**
 * Opens transactions on a pool of connections, each under the role and for the tenant it was asked for.
 * A connection over which something broke is thrown away, never handed to the next caller.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.ts';
import type { Address } from './address.ts';
import { mayBeRepeated, toFault } from './faults.ts';
import { createListener } from './listen.ts';
import { type Caller, createTransaction } from './transaction.ts';
import type { Database, Tx } from './tx.ts';
import { valueTypes } from './values.ts';

/** Long enough for a page of a backfill; a delivery must be answered within five seconds. */
const statementMs = 10_000;
const intakeMs = 3000;
const connectMs = 3000;
const repeats = 5;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface DatabaseOptions {
  address: Address;
  /** Past a pooler, for LISTEN; undefined: the same. */
  direct?: Address;
  /** `transaction`: another transaction may come over another connection, so nothing is prepared by name. */
  pooler: 'none' | 'transaction';
  size: number;
  log: Log;
}

export function createDatabase({ address, direct = address, pooler, size, log }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    ...address,
    max: size,
    application_name: 'slotwire',
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    pipeline: true,
    types: valueTypes,
  });
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) => log.debug({ err: error }, 'an idle connection to the database ended'));
  const listener = createListener({ address: direct, log });

  async function transaction<T>(caller: Caller, work: (tx: Tx) => Promise<T>, single = false): Promise<T> {
    const client = await pool.connect().catch((error) => {
      throw toFault(error);
    });
    const { tx, begin, commit, rollback } = createTransaction(client, caller, pooler === 'none');
    let clean = true;
    try {
      begin();
      const working = work(tx);
      const ending = single ? commit() : undefined;
      // Behind a statement that failed it fails too; why is told by the statement.
      ending?.catch(() => undefined);
      const value = await working;
      for (const hook of await (ending ?? commit())) tellSafely(hook);
      return value;
    } catch (error) {
      clean = await rollback();
      throw error;
    } finally {
      client.release(!clean);
    }
  }

  /** What was committed stays so, whatever becomes of those who are told. */
  function tellSafely(hook: () => void): void {
    try {
      hook();
    } catch (error) {
      log.error({ err: error }, 'something that was to run after a commit failed');
    }
  }

  async function repeatedly<T>(attempt: () => Promise<T>): Promise<T> {
    for (let again = 1; ; again++) {
      try {
        return await attempt();
      } catch (error) {
        if (again > repeats || !mayBeRepeated(error)) throw error;
        await pause(2 ** again);
      }
    }
  }

  return {
    async tenantTransaction(tenantId, work, { endUserId, repeatable } = {}) {
      const caller: Caller = { role: 'slotwire_app', tenantId: checkId(tenantId), statementMs };
      if (endUserId != null) caller.endUserId = checkId(endUserId);
      const attempt = () => transaction(caller, work);
      return repeatable ? repeatedly(attempt) : attempt();
    },
    bearerTransaction: (bearer, work) =>
      transaction({ role: 'slotwire_app', bearers: [bearer], statementMs }, work),
    intakeTransaction: (work, { bearers = [], single } = {}) =>
      transaction({ role: 'slotwire_intake', bearers, statementMs: intakeMs }, work, single),
    dispatchTransaction: (work) => transaction({ role: 'slotwire_dispatch', statementMs }, work),
    listen: listener.listen,
    async close() {
      await listener.close();
      await pool.end();
    },
  };
}

/** An empty id would stand for *whichever*, and that is never what was meant. */
function checkId(id: string): string {
  if (!uuid.test(id)) throw new Error('A transaction is opened for an id that is none.');
  return id;
}
