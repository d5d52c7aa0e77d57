/**
 * Rows in SQLite, in memory or in a file. A row is one JSON document; what is looked up by is a generated,
 * indexed column. One transaction per act: after a kill -9 the file holds all of an act or nothing of it.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** Table → looked-up column → path in the document. */
const documents = {
  organizations: {},
  users: { slug: '$.slug', email: '$.email', organization_id: '$.organizationId' },
  event_types: { owner_id: '$.ownerId' },
  events: { event_type_id: '$.eventTypeId', start_time: '$.startTime', status: '$.status' },
  invitees: {
    event_id: '$.eventId',
    email: '$.email',
    status: '$.status',
    created_at: '$.createdAt',
    no_show_id: '$.noShow.id',
  },
  applications: {},
  codes: {},
  grants: { user_id: '$.userId', client_id: '$.clientId' },
  tokens: { grant_id: '$.grantId', access_hash: '$.accessHash', refresh_hash: '$.refreshHash' },
  subscriptions: {
    organization_id: '$.organizationId',
    user_id: '$.userId',
    callback_url: '$.callbackUrl',
    created_at: '$.createdAt',
  },
  faults: { operation: '$.operation' },
} as const;

/** Read and sorted by, but too coarse to look up by: an index would only lead the planner astray. */
const unindexed = ['status', 'created_at'];

export type DocumentTable = keyof typeof documents;

const plainTables = {
  settings: 'key text primary key, value text not null',
  event_hosts:
    'user_id text, start_time text, event_id text, end_time text, primary key (user_id, start_time, event_id)',
  deliveries: `seq integer primary key, id text unique not null, subscription_id text not null,
    event text not null, body blob not null, created_at text not null, state text not null,
    next_attempt_at text, held integer not null, attempts text not null`,
};

const plainIndexes = [
  `create index if not exists deliveries_due on deliveries (next_attempt_at) where state = 'waiting'`,
  'create index if not exists deliveries_of on deliveries (subscription_id, state)',
];

export interface Table<Row> {
  get(id: string): Row | undefined;
  put(row: Row): void;
  remove(id: string): void;
  /** `condition` is SQL over the table's columns and `row`; may end in an order and a limit. */
  where(condition: string, ...values: SQLInputValue[]): Row[];
}

export interface Store {
  table<Row>(name: DocumentTable, id: (row: Row) => string): Table<Row>;
  all(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[];
  run(sql: string, ...values: SQLInputValue[]): void;
  /** Commits when `act` returns; a transaction inside another is part of it. */
  transaction<T>(act: () => T): T;
  /** Runs after the present transaction has been committed. */
  afterCommit(then: () => void): void;
  setting(key: string): string | undefined;
  keepSetting(key: string, value: string): void;
  empty(): void;
  close(): void;
}

/** Opens the file for this process alone: two couriers on one file would deliver everything twice. */
export function openStore(file: string): Store {
  const db = new DatabaseSync(file);
  db.exec('pragma busy_timeout = 2000; pragma locking_mode = exclusive; pragma journal_mode = wal');
  db.exec('pragma synchronous = normal');
  createTables(db);
  const statements = new Map<string, StatementSync>();
  let depth = 0;
  let afterwards: (() => void)[] = [];

  function prepared(sql: string): StatementSync {
    const known = statements.get(sql);
    if (known) return known;
    const statement = db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  }

  const all = (sql: string, ...values: SQLInputValue[]) => prepared(sql).all(...values);
  const run = (sql: string, ...values: SQLInputValue[]): void => void prepared(sql).run(...values);

  function transaction<T>(act: () => T): T {
    if (depth > 0) return act();
    depth = 1;
    db.exec('begin immediate');
    try {
      const result = act();
      db.exec('commit');
      depth = 0;
      for (const then of afterwards.splice(0)) then();
      return result;
    } catch (error) {
      if (depth > 0) db.exec('rollback');
      afterwards = [];
      throw error;
    } finally {
      depth = 0;
    }
  }

  return {
    all,
    run,
    transaction,
    table<Row>(name: DocumentTable, id: (row: Row) => string): Table<Row> {
      const parse = (found: Record<string, unknown>) => JSON.parse(found.row as string) as Row;
      return {
        get(key) {
          const found = prepared(`select row from ${name} where id = ?`).get(key);
          return found && parse(found);
        },
        put: (row) =>
          run(`insert or replace into ${name} (id, row) values (?, ?)`, id(row), JSON.stringify(row)),
        remove: (key) => run(`delete from ${name} where id = ?`, key),
        where: (condition, ...values) =>
          all(`select row from ${name} where ${condition}`, ...values).map(parse),
      };
    },
    afterCommit(then) {
      if (depth > 0) afterwards.push(then);
      else then();
    },
    setting: (key) =>
      prepared('select value from settings where key = ?').get(key)?.value as string | undefined,
    keepSetting: (key, value) =>
      run('insert or replace into settings (key, value) values (?, ?)', key, value),
    empty: () =>
      transaction(() => {
        for (const name of [...Object.keys(documents), ...Object.keys(plainTables)])
          db.exec(`delete from ${name}`);
      }),
    close: () => db.close(),
  };
}

function createTables(db: DatabaseSync): void {
  for (const [name, columns] of Object.entries(documents)) {
    const generated = Object.entries(columns).map(
      ([column, path]) => `, ${column} text generated always as (json_extract(row, '${path}')) virtual`,
    );
    db.exec(
      `create table if not exists ${name} (id text primary key, row text not null${generated.join('')})`,
    );
    for (const column of Object.keys(columns).filter((each) => !unindexed.includes(each)))
      db.exec(`create index if not exists ${name}_${column} on ${name} (${column})`);
  }
  for (const [name, columns] of Object.entries(plainTables))
    db.exec(`create table if not exists ${name} (${columns})`);
  for (const index of plainIndexes) db.exec(index);
}
