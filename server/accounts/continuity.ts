/**
 * Notices that the database went back: an older backup was restored, or a replica took over that had not heard all.
 * Each process beats: first in the database, then in a file beside the token journal. A file that knows of a later
 * beat than the database, another timeline, another cluster: then commits are missing, and a token that the database
 * holds may be used up. While that is not mended nobody refreshes.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, isoMicros } from '../clock.ts';
import { type Database, type Standing, standingNow, type Tx } from '../db/index.ts';
import type { Ids } from '../ids.ts';
import type { Log } from '../log.ts';

const everyMs = 5000;
const keptMs = 7 * 86_400_000;

/** Why it is thought that commits are missing. */
export type WentBack = 'beats' | 'timeline' | 'system';

export interface Continuity {
  /** Undefined: all that this journal knows of is there. */
  look(): Promise<WentBack | undefined>;
  /** What was missing is mended: from now on it counts as it stands. */
  accept(): Promise<void>;
  /** Beats from now on; `mend` is called when the database went back, and ends with `accept`. */
  start(mend: (why: WentBack) => Promise<void>): void;
  stop(): void;
  /** Whether the database stands on all that was committed before, as far as this process knows. */
  holds(): Promise<boolean>;
}

export function createContinuity(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** The token journal's. */
  folder: string;
}): Continuity {
  const { database, clock, ids, log, folder } = deps;
  const writer = ids.uuid();
  let known: Standing = { systemId: null, timeline: null };
  let beaten = 0;
  let timer: NodeJS.Timeout | undefined;
  let beating = false;

  const oldest = () => isoMicros(clock.now() - keptMs);

  /** Of every process that wrote here within a week. */
  async function readBeats(): Promise<Map<string, number>> {
    const beats = new Map<string, number>();
    for (const name of await readdir(folder).catch(() => [])) {
      const [, id] = /^beat-([0-9a-f-]{36})$/.exec(name) ?? [];
      if (!id) continue;
      const [beat, at = ''] = (await readFile(join(folder, name), 'utf8').catch(() => '')).split(' ');
      if (at >= oldest()) beats.set(id, Number(beat));
      else if (at !== '') await rm(join(folder, name), { force: true });
    }
    return beats;
  }

  /** Whole or not at all, as every reader sees it. */
  async function writeBeat(): Promise<void> {
    const file = join(folder, `beat-${writer}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(`${file}.new`, `${beaten} ${clock.iso()}`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  /** What PostgreSQL says of itself, where it does. */
  function readStanding(tx: Tx): Promise<Standing> {
    return tx
      .savepoint(() => tx.one<Standing>(`select ${standingNow}`))
      .catch(() => ({ systemId: null, timeline: null }));
  }

  function lookAt(): Promise<WentBack | undefined> {
    return database.dispatchTransaction(async (tx) => {
      const before = await tx.one<Standing>('select system_id as "systemId", timeline from installation');
      const changed = whatChanged(before, await readStanding(tx));
      if (changed) return changed;
      const beats = await readBeats();
      const behind = await tx.query(
        `select 1 from unnest($1::uuid[], $2::bigint[]) as told(id, beat)
         left join journal_writers w on w.id = told.id where w.beat is null or w.beat < told.beat limit 1`,
        [[...beats.keys()], [...beats.values()]],
      );
      return behind.length > 0 ? 'beats' : undefined;
    });
  }

  async function accept(): Promise<void> {
    const beats = await readBeats();
    known = await database.dispatchTransaction(async (tx) => {
      const now = await readStanding(tx);
      await tx.query('update installation set system_id = $1, timeline = $2', [now.systemId, now.timeline]);
      await tx.query(
        `insert into journal_writers as held (id, beat, seen_at)
         select id, beat, $3 from unnest($1::uuid[], $2::bigint[]) as told(id, beat)
         on conflict (id) do update set beat = greatest(held.beat, excluded.beat)`,
        [[...beats.keys()], [...beats.values()], clock.iso()],
      );
      return now;
    });
  }

  /** Nothing is written into the file before it is committed, and nothing when less is there than was. */
  async function beat(): Promise<WentBack | undefined> {
    const { count, now } = await database.dispatchTransaction(async (tx) => {
      const { count } = await tx.one<{ count: number }>(
        `insert into journal_writers as held (id, beat, seen_at) values ($1, 1, $2)
         on conflict (id) do update set beat = held.beat + 1, seen_at = excluded.seen_at returning beat as count`,
        [writer, clock.iso()],
      );
      await tx.query('delete from journal_writers where seen_at < $1', [
        isoMicros(clock.now() - keptMs - 86_400_000),
      ]);
      return { count, now: await readStanding(tx) };
    });
    const changed = whatChanged(known, now);
    if (changed) return changed;
    if (count <= beaten) return 'beats';
    beaten = count;
    await writeBeat();
    return undefined;
  }

  return {
    look: lookAt,
    accept,
    start(mend) {
      if (timer) return;
      const run = async () => {
        if (beating) return;
        beating = true;
        try {
          const why = await beat();
          if (why) await mend(why);
        } catch (error) {
          log.warn({ err: error }, 'the token journal’s beat waits');
        } finally {
          beating = false;
        }
      };
      void run();
      timer = setInterval(() => void run(), everyMs).unref();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
    async holds() {
      if (beaten === 0) return true;
      return database.dispatchTransaction(async (tx) => {
        if (whatChanged(known, await readStanding(tx))) return false;
        const row = await tx.maybe<{ beat: number }>('select beat from journal_writers where id = $1', [
          writer,
        ]);
        return row !== undefined && row.beat >= beaten;
      });
    },
  };
}

/** What the server does not say does not count. */
function whatChanged(before: Standing, now: Standing): WentBack | undefined {
  const differ = <T>(one: T | null, other: T | null) => one !== null && other !== null && one !== other;
  if (differ(before.systemId, now.systemId)) return 'system';
  return differ(before.timeline, now.timeline) ? 'timeline' : undefined;
}
