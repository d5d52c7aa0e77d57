import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { choosePlace } from '../../server/db/embedded/place.ts';
import { connect, startEmbedded } from '../../server/db/index.ts';
import { createLog } from '../../server/log.ts';
import { openDatabase } from '../../server/open.ts';

const log = createLog('silent');
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slotwire-'));
  folders.push(folder);
  await chmod(folder, 0o755);
  return folder;
}

function configFor(folder: string, more: Record<string, string> = {}) {
  return readConfig({ SLOTWIRE_DATA: folder, CALENDLY_EMULATOR_URL: 'http://localhost:4610', ...more });
}

test('what was written is there after a restart, under the same key', async () => {
  const config = configFor(join(await newFolder(), 'deep', 'data'));
  const first = await openDatabase(config, log);
  const read = `select id from installation`;
  const before = await first.database.dispatchTransaction((tx) => tx.one(read));
  await first.stop();
  const second = await openDatabase(config, log);
  expect(await second.database.dispatchTransaction((tx) => tx.one(read))).toEqual(before);
  expect((await second.readKeys()).reveal()).toBe((await first.readKeys()).reveal());
  await second.stop();
});

test('the key and the database are closed to everybody else', async () => {
  const folder = await newFolder();
  const opened = await openDatabase(configFor(folder), log);
  const mode = async (...path: string[]) => ((await stat(join(folder, ...path))).mode & 0o777).toString(8);
  expect(await mode('local.key')).toBe('600');
  expect(await mode('postgres')).toBe('700');
  expect(await mode('postgres', 'data')).toBe('700');
  expect(await mode('postgres', 'socket')).toBe('700');
  expect(await readdir(folder)).toEqual(['installation', 'local.key', 'postgres']);
  await opened.stop();
});

test('a path too long for a socket is no obstacle', async () => {
  const folder = join(await newFolder(), 'x'.repeat(100));
  const { address, release } = await startEmbedded(folder, log);
  folders.push(address.host);
  expect(address.host.length).toBeLessThan(90);
  const client = await connect(address);
  expect((await client.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
  await client.end();
  await release();
});

test('two users in one process: the second keeps the server when the first leaves', async () => {
  const folder = await newFolder();
  const [first, second] = await Promise.all([startEmbedded(folder, log), startEmbedded(folder, log)]);
  expect(second.address).toEqual(first.address);
  await first.release();
  const opened = await openDatabase(configFor(folder), log);
  await second.release();
  expect(await opened.database.dispatchTransaction((tx) => tx.one('select 1 as n'))).toEqual({ n: 1 });
  await opened.stop();
  expect(await readdir(join(folder, 'postgres', 'data'))).not.toContain('postmaster.pid');
});

test.runIf(process.getuid?.() === 0)(
  'below a folder closed to everybody root’s database lies elsewhere',
  async () => {
    const closed = await newFolder();
    await chmod(closed, 0o700);
    const place = choosePlace(join(closed, 'data'));
    folders.push(place.folder);
    expect(place).toMatchObject({ account: { uid: 65_534 }, elsewhere: true });
    expect(place.folder).toMatch(/^\/var\/lib\/slotwire\/[0-9a-f]{16}$/);
    expect(choosePlace(join(closed, 'data'))).toEqual(place);
    expect(choosePlace(closed)).toMatchObject({ folder: join(closed, 'postgres'), elsewhere: false });
  },
);

test('without a key only a local service starts', async () => {
  const config = { ...configFor(await newFolder()), host: '0.0.0.0' };
  await expect(openDatabase(config, log)).rejects.toMatchObject({ code: 'key_missing' });
});
