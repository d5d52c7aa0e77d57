/**
 * The ring as one process holds it beside all others of the installation. A key seals only once every running process
 * has it first in its ring, so that nothing is sealed that another could not open; until then the one before goes on.
 * Each process says every few seconds that it runs and what it holds. None starts without a key that something may
 * still be sealed under, or with another one of its id, unless that was given up.
 */
import { hostname } from 'node:os';
import type { Database, Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import type { Log } from '../log.ts';
import { Secret } from '../secret.ts';
import { createVault, type Place } from './envelope.ts';
import { type KeyRing, parseKeyRing } from './key-ring.ts';
import * as store from './key-store.ts';

/** The text of the ring, as it is now. */
export type ReadKeys = () => Promise<Secret>;

export interface HeldRing extends KeyRing {
  /** Reads the ring anew, says what it holds, and learns which key seals. One that cannot be used is not taken up. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** Whoever is told here reads its ring anew. */
export const channel = 'slotwire_keys';
const everyMs = 5000;
const goneAfterSeconds = 30;

/** @throws Failure `key_missing`, `secret_unreadable` */
export async function holdRing(deps: {
  database: Database;
  log: Log;
  read: ReadKeys;
  /** A new UUID. */
  id: string;
}): Promise<HeldRing> {
  const { database, log, read, id } = deps;
  const name = `${hostname()} ${process.pid}`;
  let ring = parseKeyRing(await read());
  let sealsWith: string | null = null;
  let retired = new Set<string>();
  let last: Promise<void> = Promise.resolve();

  async function join(candidate: KeyRing): Promise<void> {
    const holder = { id, process: name, keyIds: [...candidate.ids], sealsWith };
    const known = await database.dispatchTransaction(async (tx) => {
      await store.lockKeys(tx);
      const keys = await store.listKeys(tx);
      for (const key of keys) if (key.retiredAt === null) assertHeld(candidate, key);
      await store.noteHolder(tx, holder, goneAfterSeconds);
      return { current: await decide(tx, candidate, keys), keys };
    });
    ring = candidate;
    sealsWith = known.current;
    retired = new Set(known.keys.filter(({ retiredAt }) => retiredAt !== null).map(({ id }) => id));
  }

  /** One at a time, in the order asked. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  const look = () => inTurn(async () => join(parseKeyRing(await read())));
  const orTell = (turn: Promise<void>) =>
    turn.catch((error) => log.error({ err: error }, 'the key ring stays as it was'));

  await inTurn(() => join(ring));
  const listener = await database.listen(channel, () => void orTell(look()));
  const timer = setInterval(() => void orTell(inTurn(() => join(ring))), everyMs);
  timer.unref();

  return {
    get current() {
      return { id: sealsWith!, key: ring.find(sealsWith!)! };
    },
    get ids() {
      return ring.ids;
    },
    find: (keyId) => ring.find(keyId),
    isLost: (keyId) => retired.has(keyId) && ring.find(keyId) === undefined,
    look,
    async stop() {
      clearInterval(timer);
      await listener.stop();
      await inTurn(() => database.dispatchTransaction((tx) => store.removeHolder(tx, id))).catch((error) =>
        log.warn({ err: error }, 'this process could not say that it ends'),
      );
    },
  };
}

/** Which key seals from now on: the first of this ring when every process has it first, else the one that does. */
async function decide(tx: Tx, ring: KeyRing, keys: store.SealingKey[]): Promise<string> {
  const first = ring.current.id;
  const current = keys.find(({ isCurrent }) => isCurrent)?.id;
  if (current === first) return first;
  const everywhere = (await store.listHolders(tx)).every(({ keyIds }) => keyIds[0] === first);
  if (current !== undefined && !everywhere) return current;
  await store.makeCurrent(tx, first, createVault(ring).seal(word, proofPlace(first)));
  return first;
}

const word = new Secret('slotwire');

function proofPlace(id: string): Place {
  return { tenantId: '', table: 'sealing_keys', row: id, column: 'proof' };
}

function assertHeld(ring: KeyRing, { id, proof }: store.SealingKey): void {
  if (!ring.find(id)) {
    throw new Failure('key_missing', {
      detail: `Secrets in this database may be sealed under “${id}”, and the ring has no such key.`,
    });
  }
  try {
    createVault(ring).open(proof, proofPlace(id));
  } catch (cause) {
    throw new Failure('key_missing', {
      detail: `The ring has another key under the id “${id}” than the one that sealed this database.`,
      cause,
    });
  }
}
