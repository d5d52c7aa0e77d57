/**
 * What a transaction can do, and the doors that open one. A `Tx` has no way to open another,
 * so that one is never held while a second is waited for.
 */

/** A statement; a name makes it prepared where connections are direct. */
export type Statement = string | { name: string; text: string };

export interface Tx {
  /** All rows. `timestamptz` comes as ISO text with six decimals, `bytea` as Buffer, `int8` as number. */
  query<Row = Record<string, unknown>>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
  /** The one row; a fault when there is another number of them. */
  one<Row = Record<string, unknown>>(statement: Statement, values?: readonly unknown[]): Promise<Row>;
  /** The row, or undefined. */
  maybe<Row = Record<string, unknown>>(
    statement: Statement,
    values?: readonly unknown[],
  ): Promise<Row | undefined>;
  /** Runs a part that may fail alone; its statements are undone when it throws, hooks that it added are not. */
  savepoint<T>(part: () => Promise<T>): Promise<T>;
  /** Runs just before the commit, in the order given, inside the transaction. */
  beforeCommit(work: () => Promise<void>): void;
  /** Runs after the commit has succeeded; never when it did not. */
  afterCommit(work: () => void): void;
}

export interface Database {
  /** Role `slotwire_app`, one tenant, and one end user of it where given. `repeatable`: run again after a serialization failure. */
  tenantTransaction<T>(
    tenantId: string,
    work: (tx: Tx) => Promise<T>,
    options?: { endUserId?: string | null; repeatable?: boolean },
  ): Promise<T>;
  /** Role `slotwire_app`, no tenant: sees exactly the rows made for the secret with this SHA-256. */
  bearerTransaction<T>(secretHash: Buffer, work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Role `slotwire_intake`: inserts deliveries, and reads what the bearers open. `single`: the work asks one statement and
   * nothing before it, so that beginning, statement and commit go out together.
   */
  intakeTransaction<T>(
    work: (tx: Tx) => Promise<T>,
    options?: { bearers?: readonly Buffer[]; single?: boolean },
  ): Promise<T>;
  /** Role `slotwire_dispatch`: sees that work is due and whose it is. */
  dispatchTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Hears NOTIFY on one direct connection that comes back by itself; `handler` also runs after a reconnect. */
  listen(channel: string, handler: (payload: string) => void): Promise<{ stop(): Promise<void> }>;
  close(): Promise<void>;
}
