/**
 * Rows in SQLite, in memory or in a file. A row is one JSON document; what is looked up by is a generated,
 * indexed column. One transaction per act: after a kill -9 the file holds all of an act or nothing of it.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** Table → looked-up column → path in the document. */
const documents = {
  organizations: {},
  users: { slug: '$.slug', email: '$.email', organization_id: '$.organizationId' },
  event_types: { owner_id: '$.ownerId', schedule_id: '$.scheduleId' },
  events: {
    event_type_id: '$.eventTypeId',
    organization_id: '$.organizationId',
    start_time: '$.startTime',
    status: '$.status',
  },
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
  personal_tokens: { user_id: '$.userId' },
  subscriptions: {
    organization_id: '$.organizationId',
    user_id: '$.userId',
    group_id: '$.groupId',
    callback_url: '$.callbackUrl',
    created_at: '$.createdAt',
  },
  faults: { operation: '$.operation' },
  invitations: { organization_id: '$.organizationId', email: '$.email' },
  teams: { organization_id: '$.organizationId' },
  groups: { organization_id: '$.organizationId' },
  group_relationships: {
    organization_id: '$.organizationId',
    group_id: '$.groupId',
    user_id: '$.userId',
    invitation_id: '$.invitationId',
  },
  schedules: { user_id: '$.userId', event_type_id: '$.eventTypeId' },
  busy_times: { user_id: '$.userId' },
  links: { event_type_id: '$.eventTypeId' },
  forms: { organization_id: '$.organizationId' },
  submissions: { form_id: '$.formId', invitee_id: '$.inviteeId' },
  contacts: { user_id: '$.userId' },
  custom_fields: { organization_id: '$.organizationId' },
  recaps: { user_id: '$.userId', event_id: '$.eventId' },
  log_entries: { organization_id: '$.organizationId', occurred_at: '$.occurredAt' },
  communications: { organization_id: '$.organizationId', created_at: '$.createdAt' },
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

const everyTable = [...Object.keys(documents), ...Object.keys(plainTables)];

/** Name → what it is on. */
const indexes: Record<string, string> = {
  event_hosts_of: 'event_hosts (event_id)',
  deliveries_due: `deliveries (next_attempt_at) where state = 'waiting'`,
  deliveries_of: 'deliveries (subscription_id, state)',
};
for (const [name, columns] of Object.entries(documents)) {
  for (const column of Object.keys(columns).filter((each) => !unindexed.includes(each)))
    indexes[`${name}_${column}`] = `${name} (${column})`;
}

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
  /** The same for very many new rows: what they are looked up by is indexed when all are there. */
  fill<T>(act: () => T): T;
  /** Takes everything back that `act` did to the rows, and keeps only what it answers. */
  rehearse<T>(act: () => T): T;
  /** Remembers every row; what it answers puts them back. */
  copy(): () => void;
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
  refuseOtherLayout(db, file);
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

  function fill<T>(act: () => T): T {
    return transaction(() => {
      for (const name of Object.keys(indexes)) db.exec(`drop index ${name}`);
      const result = act();
      createIndexes(db);
      return result;
    });
  }

  function insert(table: string, row: Record<string, unknown>): void {
    const columns = Object.keys(row);
    const marks = columns.map(() => '?').join(', ');
    const values = Object.values(row) as SQLInputValue[];
    run(`insert into ${table} (${columns.join(', ')}) values (${marks})`, ...values);
  }

  function rehearse<T>(act: () => T): T {
    return transaction(() => {
      const waiting = [...afterwards];
      db.exec('savepoint rehearsal');
      try {
        return act();
      } finally {
        db.exec('rollback to rehearsal; release rehearsal');
        afterwards = waiting;
      }
    });
  }

  return {
    all,
    run,
    transaction,
    fill,
    rehearse,
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
    copy() {
      const kept = everyTable.map((name) => {
        const columns = Object.hasOwn(documents, name) ? 'id, row' : '*';
        return { name, rows: all(`select ${columns} from ${name}`) };
      });
      return () =>
        transaction(() => {
          for (const { name, rows } of kept) {
            db.exec(`delete from ${name}`);
            for (const row of rows) insert(name, row);
          }
        });
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
        for (const name of everyTable) db.exec(`delete from ${name}`);
      }),
    close: () => db.close(),
  };
}

const layout = 2;

function refuseOtherLayout(db: DatabaseSync, file: string): void {
  const { user_version: found } = db.prepare('pragma user_version').get() as { user_version: number };
  const tables = db.prepare('select count(*) as count from sqlite_schema').get() as { count: number };
  if (found === layout || tables.count === 0) {
    db.exec(`pragma user_version = ${layout}`);
    return;
  }
  db.close();
  throw Object.assign(
    new Error(`${file} was written by another version of the emulator; remove it, or name another file.`),
    { code: 'WRONG_OPTION' },
  );
}

/** In one transaction: each would otherwise wait for the disk. */
function createTables(db: DatabaseSync): void {
  db.exec('begin');
  for (const [name, columns] of Object.entries(documents)) {
    const generated = Object.entries(columns).map(
      ([column, path]) => `, ${column} text generated always as (json_extract(row, '${path}')) virtual`,
    );
    db.exec(
      `create table if not exists ${name} (id text primary key, row text not null${generated.join('')})`,
    );
  }
  for (const [name, columns] of Object.entries(plainTables))
    db.exec(`create table if not exists ${name} (${columns})`);
  createIndexes(db);
  db.exec('commit');
}

function createIndexes(db: DatabaseSync): void {
  for (const [name, on] of Object.entries(indexes)) db.exec(`create index if not exists ${name} on ${on}`);
}
