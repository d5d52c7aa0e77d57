/**
 * Every secret is a canary: followed through every flow and error of a real installation, then looked for in the
 * database's files and its log of writes, in what every process logged at its most talkative, in each answer, page and
 * command, in arguments and environments. With sealing off, which is the control, they are found; with it none is.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copySource } from '../support/source-copy.ts';
import { createTally, type Tally } from './life/tally.ts';
import { standsOnce } from './planted.ts';
import type { Proof } from './proof.ts';
import { drive, driveOne } from './secrets/drive.ts';
import { createSearch, filesBelow, formsOf, type Sighting } from './secrets/search.ts';
import { openWorld, type World } from './secrets/world.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What must be found in the database's files when nothing is sealed. */
const sealedKinds = [
  'access token',
  'API key',
  'client secret',
  'delivery address',
  'personal token',
  'refresh token',
  'signing key',
  'verifier',
  'webhook key',
];
const allKinds = [
  ...sealedKinds,
  'browser',
  'code',
  'connect link',
  'key ring',
  'session',
  'sign-in link',
  'state',
];

export const proof: Proof = {
  name: 'secrets',
  async run({ short, say }) {
    const tally = createTally();
    tryForms(tally);
    for (let round = 0; round < (short ? 1 : 3); round++) {
      await withSealing(tally, say);
      await withoutSealing(tally, say);
    }
    return tally.result();
  },
};

async function withSealing(tally: Tally, say: (line: string) => void): Promise<void> {
  const world = await openWorld(root);
  try {
    await drive(world, say);
    await world.stop();
    const { sightings, bytes, places } = await searchAll(world, tally);
    for (const kind of allKinds) {
      const canaries = world.canaries.filter((canary) => canary.kind === kind);
      const seen = sightings.filter((sighting) => sighting.kind === kind);
      const complaints = seen.slice(0, 4).map(({ form, where }) => `stands ${form} in ${where}`);
      if (canaries.length === 0) complaints.push('none was driven');
      tally.judge(kind, complaints);
      tally.count('canaries', canaries.length);
    }
    tally.judge('what was searched', bytes > 30_000_000 ? [] : [`only ${bytes} bytes`]);
    say(`sealed: ${places} places, ${Math.round(bytes / 1e6)} MB, ${sightings.length} sightings`);
    for (const { kind, form, where } of sightings.slice(0, 12)) say(`  ${kind}, ${form}, ${where}`);
  } finally {
    await world.close();
  }
}

/** The positive control: the same with a vault that seals nothing. */
async function withoutSealing(tally: Tally, say: (line: string) => void): Promise<void> {
  const copy = await copySource();
  try {
    await unseal(join(copy.folder, 'server/vault/envelope.ts'));
    const world = await openWorld(copy.folder);
    try {
      await driveOne(world);
      await world.stop();
      const { sightings } = await searchAll(world, tally);
      for (const kind of sealedKinds) {
        const seen = sightings.some((one) => one.kind === kind && one.where.startsWith('file postgres/'));
        tally.judge(`control, ${kind}`, seen ? [] : ['was not found though nothing was sealed']);
      }
      tally.count('sightings without sealing', sightings.length);
      say(`not sealed: ${sightings.length} sightings`);
    } finally {
      await world.close();
    }
  } finally {
    await copy.remove();
  }
}

async function unseal(file: string): Promise<void> {
  let text = await readFile(file, 'utf8');
  for (const [find, put] of [
    ['sealing.update(bytes), sealing.final(), sealing.getAuthTag()', 'bytes, Buffer.alloc(authTagLength)'],
    [
      'return Buffer.concat([opening.update(parts.ciphertext), opening.final()]);',
      'return Buffer.from(parts.ciphertext);',
    ],
  ] as const) {
    if (!standsOnce(text, find)) throw new Error(`the vault does not read as the control needs it: ${find}`);
    text = text.replace(find, () => put);
  }
  await writeFile(file, text);
}

async function searchAll(world: World, tally: Tally) {
  const search = createSearch(world.canaries);
  const sightings: Sighting[] = [];
  let bytes = 0;
  let places = 0;
  const look = (where: string, text: Buffer) => {
    sightings.push(...search(where, text));
    bytes += text.length;
    places++;
  };
  for (const { where, bytes: text } of world.told) look(where, text);
  for await (const { path, bytes: text } of filesBelow(world.dataFolder)) look(`file ${path}`, text);
  tally.count('places', places);
  tally.count('megabytes', Math.round(bytes / 1e6));
  return { sightings, bytes, places };
}

/** Each form of a secret is found wherever it stands, or finding nothing would say nothing. */
function tryForms(tally: Tally): void {
  const value = 'a "secret"/with+signs%é and 32 more';
  const search = createSearch([{ kind: 'test', value, allowed: /^here$/ }]);
  for (const [form, bytes] of formsOf(value)) {
    const text = Buffer.concat([Buffer.from('before '), bytes, Buffer.from(' after')]);
    const found = search('there', text).some((one) => one.form === form);
    const passed = search('here', text).length === 0;
    tally.judge(`the form ${form}`, found && passed ? [] : ['is not found where it stands']);
  }
  const others = [1, 2, 3].map((more) => Buffer.from(`${'x'.repeat(more)}${value}yz`).toString('base64'));
  const found = others.every((text) => search('there', Buffer.from(text)).length > 0);
  tally.judge('base64 of a text around it', found ? [] : ['is not found']);
}
