/** Writes what moved, one statement per table whatever the number of rows. */
import type { Tx } from '../db/index.ts';
import type { Book, Move } from './advance.ts';
import { pairs } from './chain.ts';
import type { Account } from './store.ts';

/** An account and what became of its book. */
export interface Written {
  account: Account;
  before: Book;
  after: Book;
  moves: readonly Move[];
}

/** Rows of one table, as an insert that replaces every column but the key's. */
async function upsert(
  tx: Tx,
  table: { name: string; key: string; columns: Record<string, string> },
  written: readonly Written[],
  rowsOf: (one: Written) => object[],
): Promise<void> {
  const rows = written.flatMap((one) => {
    const { accountId: account, endUserId: owner } = one.account;
    return rowsOf(one).map((row) => ({ account, owner, ...row }));
  });
  const [first] = written;
  if (!first || rows.length === 0) return;
  const names = Object.keys(table.columns);
  const typed = names.map((name) => `${name} ${table.columns[name]}`);
  const replaced = names.filter((name) => name !== table.key).map((name) => `${name} = excluded.${name}`);
  await tx.query(
    {
      name: `meetings-write-${table.name}`,
      text: `insert into ${table.name} (tenant_id, account_id, end_user_id, ${names.join(', ')})
             select $1, r.account, r.owner, ${names.map((name) => `r.${name}`).join(', ')}
             from jsonb_to_recordset($2::jsonb) as r(account uuid, owner uuid, ${typed.join(', ')})
             on conflict (tenant_id, account_id, ${table.key}) do update set ${replaced.join(', ')}`,
    },
    [first.account.tenantId, JSON.stringify(rows)],
  );
}

const scheduledEvents = {
  name: 'scheduled_events',
  key: 'uuid',
  columns: {
    uuid: 'text',
    name: 'text',
    status: 'text',
    start_time: 'timestamptz',
    end_time: 'timestamptz',
    event_type: 'text',
    location: 'jsonb',
    hosts: 'jsonb',
    guests: 'jsonb',
    seats: 'integer',
    cancellation: 'jsonb',
    gone: 'boolean',
    marks: 'jsonb',
  },
};

const invitees = {
  name: 'invitees',
  key: 'uuid',
  columns: {
    uuid: 'text',
    event_uuid: 'text',
    status: 'text',
    rescheduled: 'boolean',
    name: 'text',
    email: 'text',
    timezone: 'text',
    answers: 'jsonb',
    tracking: 'jsonb',
    payment: 'jsonb',
    no_show: 'jsonb',
    cancellation: 'jsonb',
    cancel_url: 'text',
    reschedule_url: 'text',
    booked_at: 'timestamptz',
    marks: 'jsonb',
  },
};

const meetings = {
  name: 'meetings',
  key: 'id',
  columns: {
    id: 'uuid',
    tail_invitee: 'text',
    event_uuid: 'text',
    status: 'text',
    no_show: 'boolean',
    start_time: 'timestamptz',
    end_time: 'timestamptz',
    name: 'text',
    event_type: 'text',
    invitee_name: 'text',
    invitee_email: 'text',
    invitee_zone: 'text',
    location: 'jsonb',
    moves: 'integer',
    source: 'text',
    version: 'bigint',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
};

/** What `after` has that `before` had not, or had otherwise. */
export async function writePictures(tx: Tx, written: readonly Written[]): Promise<void> {
  const events = upsert(tx, scheduledEvents, written, ({ before, after }) =>
    moved(before.picture.events, after.picture.events).map(([uuid, { state, details, location, gone }]) => ({
      uuid,
      name: details.value.name,
      status: state.value.canceled ? 'canceled' : 'active',
      start_time: details.value.startTime,
      end_time: details.value.endTime,
      event_type: details.value.eventType,
      location: location.value,
      hosts: details.value.hosts,
      guests: details.value.guests,
      seats: details.value.seats,
      cancellation: state.value.cancellation,
      gone: gone.value,
      marks: { state: state.mark, details: details.mark, location: location.mark, gone: gone.mark },
    })),
  );
  const people = upsert(tx, invitees, written, ({ before, after }) =>
    moved(before.picture.invitees, after.picture.invitees).map(
      ([
        uuid,
        {
          state,
          details: { value, mark },
          noShow,
        },
      ]) => ({
        uuid,
        event_uuid: value.eventUuid,
        status: state.value.canceled ? 'canceled' : 'active',
        rescheduled: state.value.rescheduled,
        name: value.name,
        email: value.email,
        timezone: value.timezone,
        answers: value.answers,
        tracking: value.tracking,
        payment: value.payment,
        no_show: noShow.value,
        cancellation: state.value.cancellation,
        cancel_url: value.cancelUrl,
        reschedule_url: value.rescheduleUrl,
        booked_at: value.bookedAt,
        marks: { state: state.mark, details: mark, noShow: noShow.mark },
      }),
    ),
  );
  await Promise.all([events, people, writeLinks(tx, written)]);
}

/** What there is now and was not, or was otherwise. */
function moved<Row>(before: ReadonlyMap<string, Row>, after: ReadonlyMap<string, Row>): [string, Row][] {
  return [...after].filter(([id, row]) => before.get(id) !== row);
}

async function writeLinks(tx: Tx, written: readonly Written[]): Promise<void> {
  const links = written.flatMap(({ account, before, after }) => {
    const fresh = [...after.picture.links].filter((link) => !before.picture.links.has(link));
    return [...pairs(fresh)].map(([older, newer]) => ({ account, older, newer }));
  });
  const [first] = links;
  if (!first) return;
  await tx.query(
    `insert into invitee_links (tenant_id, account_id, end_user_id, old_uuid, new_uuid)
     select $1, l.account, l.owner, l.older, l.newer
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[]) as l(account, owner, older, newer)
     on conflict do nothing`,
    [
      first.account.tenantId,
      links.map(({ account }) => account.accountId),
      links.map(({ account }) => account.endUserId),
      links.map(({ older }) => older),
      links.map(({ newer }) => newer),
    ],
  );
}

export async function writeMeetings(tx: Tx, written: readonly Written[]): Promise<void> {
  await upsert(tx, meetings, written, ({ before, after }) =>
    moved(before.meetings, after.meetings).map(([, row]) => ({
      id: row.id,
      tail_invitee: row.tailInvitee,
      event_uuid: row.eventUuid,
      status: row.status,
      no_show: row.noShow,
      start_time: row.startTime,
      end_time: row.endTime,
      name: row.name,
      event_type: row.eventType,
      invitee_name: row.inviteeName,
      invitee_email: row.inviteeEmail,
      invitee_zone: row.inviteeZone,
      location: row.location,
      moves: row.moves,
      source: row.source,
      version: row.version,
      created_at: row.createdAt,
      updated_at: row.updatedAt,
    })),
  );
}

/** The former meeting goes; whoever asks for it by its id is led to the one that survives. */
export async function writeMerged(tx: Tx, written: readonly Written[]): Promise<void> {
  const all = written.flatMap(({ account, moves }) =>
    moves.flatMap(({ merged, after: { id: survivor } }) =>
      merged.map((former) => ({ account, former, survivor })),
    ),
  );
  for (const { account, former, survivor } of all) {
    await tx.query('delete from meetings where tenant_id = tenant() and account_id = $1 and id = $2', [
      account.accountId,
      former,
    ]);
    await tx.query(
      'update meeting_aliases set meeting_id = $3 where tenant_id = tenant() and account_id = $1 and meeting_id = $2',
      [account.accountId, former, survivor],
    );
    await tx.query(
      `insert into meeting_aliases (tenant_id, account_id, end_user_id, alias, meeting_id)
       values ($1, $2, $3, $4, $5)
       on conflict (tenant_id, account_id, alias) do update set meeting_id = excluded.meeting_id`,
      [account.tenantId, account.accountId, account.endUserId, former, survivor],
    );
  }
}
