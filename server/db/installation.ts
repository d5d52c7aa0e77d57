/**
 * Which installation a database belongs to: an id that stands in the address of every subscription, the public
 * address it serves, the cluster it lies in, and the data folders that were there. A copy of it is one too many: its
 * tokens work once, so whatever the copy refreshes is lost to the original. It refuses until somebody adopts it.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { Failure } from '../errors.ts';

/** Where a service would serve from. */
export interface Here {
  publicUrl: string;
  dataFolder: string;
}

/** How PostgreSQL stands; null where the server does not say. */
export interface Standing {
  systemId: string | null;
  timeline: number | null;
}

interface Installation extends Standing {
  id: string;
  /** Null: nobody has served from it yet. */
  publicUrl: string | null;
  adopting: boolean;
}

/** Two columns, `system_id` and `timeline`. The last segment written tells the timeline, also right after a promotion. */
export const standingNow = `(select system_identifier::text from pg_control_system()) as "systemId",
  ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer as timeline`;

/** Undefined: not migrated yet. */
async function read(client: pg.Client): Promise<Installation | undefined> {
  const { rows: known } = await client.query(
    `select 1 from pg_attribute where attrelid = to_regclass('slotwire.installation') and attname = 'adopting'`,
  );
  if (known.length === 0) return undefined;
  const { rows } = await client.query<Installation>(
    `select id, public_url as "publicUrl", system_id as "systemId", timeline, adopting from slotwire.installation`,
  );
  return rows[0];
}

async function readStanding(client: pg.Client): Promise<Standing> {
  try {
    return (await client.query<Standing>(`select ${standingNow}`)).rows[0]!;
  } catch {
    return { systemId: null, timeline: null };
  }
}

/**
 * The installation's id, when it may be served from here; nothing is changed.
 * @throws Failure `installation_elsewhere`, `adoption_unfinished`
 */
export async function assertOurs(client: pg.Client, here: Here): Promise<string | undefined> {
  const installation = await read(client);
  if (!installation) return undefined;
  const { id, publicUrl, systemId, adopting } = installation;
  if (adopting) throw new Failure('adoption_unfinished');
  if (publicUrl !== null && publicUrl !== here.publicUrl) {
    throw new Failure('installation_elsewhere', {
      detail: `It serves ${publicUrl}, and here it would serve ${here.publicUrl}.`,
    });
  }
  const now = await readStanding(client);
  const moved = systemId !== null && now.systemId !== null && systemId !== now.systemId;
  if (moved && folderKnows(here.dataFolder) !== id) {
    throw new Failure('installation_elsewhere', {
      detail: `It was served from another PostgreSQL cluster, and ${here.dataFolder} has never served it: this looks like a copy.`,
    });
  }
  return id;
}

/** From now on it is served here, and from no other address. */
export async function bind(client: pg.Client, here: Here): Promise<void> {
  const { id } = (await read(client))!;
  const { systemId, timeline } = await readStanding(client);
  await client.query(
    `update slotwire.installation set public_url = $1, system_id = coalesce(system_id, $2),
       timeline = coalesce(timeline, $3), adopting = false
     where public_url is distinct from $1 or system_id is null or timeline is null or adopting`,
    [here.publicUrl, systemId, timeline],
  );
  mark(here.dataFolder, id);
}

/** Gives a copy an id of its own: no address at Calendly is its own any more. Nothing serves from it until `bind`. */
export async function beginAdoption(client: pg.Client): Promise<void> {
  await client.query(
    `update slotwire.installation set id = gen_random_uuid(), public_url = null, system_id = null, timeline = null,
       adopting = true`,
  );
}

const fileOf = (folder: string) => join(folder, 'installation');

function folderKnows(folder: string): string | undefined {
  return existsSync(fileOf(folder)) ? readFileSync(fileOf(folder), 'utf8').trim() : undefined;
}

function mark(folder: string, id: string): void {
  if (folderKnows(folder) === id) return;
  const file = fileOf(folder);
  try {
    writeFileSync(`${file}.${process.pid}`, `${id}\n`, { mode: 0o600, flush: true });
    renameSync(`${file}.${process.pid}`, file);
  } catch (error) {
    throw new Failure('folder_unusable', { detail: `${file}: ${(error as Error).message}.`, cause: error });
  }
}
