/** One transaction on one connection: from its first statement, which says who asks, to its last. */
import type { Duplex } from 'node:stream';
import type { PoolClient, QueryResult } from 'pg';
import { toFault } from './faults.ts';
import type { Statement, Tx } from './tx.ts';

/** Who asks, and for how long a statement may run. */
export interface Caller {
  role: 'slotwire_app' | 'slotwire_intake' | 'slotwire_dispatch';
  tenantId?: string;
  endUserId?: string;
  bearers?: readonly Buffer[];
  statementMs: number;
}

const lockMs = 4000;
const idleMs = 5000;
/** By how much the server's own limits go before ours, which cost the connection. */
const graceMs = 500;

export interface Transaction {
  tx: Tx;
  /** Goes out with the first statement, which fails where this does. */
  begin(): void;
  /** Ends it well; the hooks that wait for that come back. */
  commit(): Promise<(() => void)[]>;
  /** Whether it was undone, so that the connection is clean again. */
  rollback(): Promise<boolean>;
}

/** `named`: statements may be prepared under their names. */
export function createTransaction(client: PoolClient, caller: Caller, named: boolean): Transaction {
  const before: (() => Promise<void>)[] = [];
  const after: (() => void)[] = [];
  let ended = false;
  let savepoints = 0;
  /** Resolves to why it could not begin; what was asked in it fails for that. */
  let unbegun: Promise<unknown> = Promise.resolve();

  /** In the order asked, also when the caller does not wait: whoever needs no answer between two statements asks both. */
  async function send(
    statement: Statement,
    values: readonly unknown[] = [],
    withinMs = caller.statementMs + graceMs,
  ): Promise<QueryResult> {
    const { text, name } = typeof statement === 'string' ? { text: statement } : statement;
    const query = { text, name: named ? name : undefined, values: [...values], query_timeout: withinMs };
    leaveTogether(client);
    return client.query(query).catch(async (error) => {
      throw toFault((await unbegun) ?? error);
    });
  }

  const tx: Tx = {
    async query<Row>(statement: Statement, values?: readonly unknown[]) {
      if (ended) throw new Error('This transaction has ended.');
      return (await send(statement, values)).rows as Row[];
    },
    async one<Row>(statement: Statement, values?: readonly unknown[]) {
      const rows = await tx.query<Row>(statement, values);
      if (rows.length !== 1) throw new Error(`one row was wanted, ${rows.length} came`);
      return rows[0]!;
    },
    async maybe<Row>(statement: Statement, values?: readonly unknown[]) {
      const rows = await tx.query<Row>(statement, values);
      if (rows.length > 1) throw new Error(`at most one row was wanted, ${rows.length} came`);
      return rows[0];
    },
    async savepoint(part) {
      const name = `part_${++savepoints}`;
      unawaited(send(`savepoint ${name}`));
      try {
        const value = await part();
        unawaited(send(`release savepoint ${name}`));
        return value;
      } catch (error) {
        await send(`rollback to savepoint ${name}; release savepoint ${name}`);
        throw error;
      }
    },
    beforeCommit: (work) => void before.push(work),
    afterCommit: (work) => void after.push(work),
  };

  return {
    tx,
    begin() {
      leaveTogether(client);
      const query = { text: opening(caller), query_timeout: caller.statementMs + graceMs };
      unbegun = client.query(query).then(
        () => undefined,
        (error: unknown) => error,
      );
    },
    async commit() {
      for (const work of before) await work();
      ended = true;
      const { command } = await send('commit');
      if (command !== 'COMMIT') throw new Error('A statement had failed unheard; nothing was committed.');
      return after;
    },
    rollback() {
      ended = true;
      return send('rollback', [], graceMs).then(
        () => true,
        () => false,
      );
    },
  };
}

/** Nobody waits for it: where it fails, so does what follows in the transaction. */
function unawaited(statement: Promise<unknown>): void {
  statement.catch(() => undefined);
}

/** What is asked in this turn of the loop goes out as one piece: each piece alone would wake the server. */
function leaveTogether(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/**
 * Begins and says who asks, in one statement. Every setting is local to the transaction, so that nothing
 * is left on the connection for the next one; those that are not meant are emptied, so that nothing is inherited.
 */
function opening({ role, tenantId = '', endUserId = '', bearers = [], statementMs }: Caller): string {
  const settings = {
    role,
    search_path: 'slotwire, pg_temp',
    'slotwire.tenant': tenantId,
    'slotwire.end_user': endUserId,
    'slotwire.bearer': bearers.map((bearer) => bearer.toString('hex')).join(','),
    timezone: 'UTC',
    datestyle: 'ISO',
    statement_timeout: `${statementMs}`,
    lock_timeout: `${lockMs}`,
    idle_in_transaction_session_timeout: `${idleMs}`,
  };
  const calls = Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', true)`);
  return `begin; select concat(${calls.join(', ')})`;
}
