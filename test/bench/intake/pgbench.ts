/** PostgreSQL's own bench: one-row commits of a row as large as ours, prepared, by eight connections. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Commits a second; undefined where pgbench is not installed. */
export async function runPgbench(
  at: { host: string; database: string },
  bodyBytes: number,
  seconds: number,
): Promise<number | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'slotwire-pgbench-'));
  const script = join(folder, 'insert.sql');
  await writeFile(
    script,
    `insert into plain_deliveries (id, hash, body, headers, received_at)
     values (gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), convert_to(repeat('x', ${bodyBytes}), 'UTF8'),
       '{"content-type": "application/json", "signature": "${'0'.repeat(80)}"}', now());\n`,
  );
  try {
    const { stdout } = await run('pgbench', [
      ...['-n', '-M', 'prepared', '-c', '8', '-j', '2', '-T', String(seconds), '-f', script],
      ...['-h', at.host, '-U', 'postgres', at.database],
    ]);
    return Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
