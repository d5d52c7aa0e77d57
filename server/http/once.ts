/**
 * A POST runs in one transaction. With an `Idempotency-Key` its answer is kept there for a day, sealed, since it may
 * tell a secret: repeats get it again with its cookies, and whoever repeats while it runs is told to wait. A refusal
 * had no effect and is not kept.
 */
import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { wrongField } from './fields.ts';
import type { Principal } from './principal.ts';

const keptMs = 24 * 3_600_000;
const header = 'idempotency-key';
const replayedHeader = 'idempotency-replayed';

interface Kept {
  value: unknown;
  cookies?: string | string[];
}
/** As the vault wants it described. */
export const sealedAnswers = {
  table: 'kept_answers',
  key: { caller_id: 'uuid', key_hash: 'bytea' },
  row: ({ caller_id, key_hash }: Readonly<Record<string, unknown>>) =>
    `${caller_id}/${(key_hash as Buffer).toString('hex')}`,
  one: { answer_sealed: 'answer' },
};

interface Place {
  tenantId: string;
  table: string;
  row: string;
  column: string;
}

/** The vault, as far as this needs it. */
export interface Sealing {
  sealBytes(bytes: Buffer, place: Place): Buffer;
  openBytes(sealed: Buffer, place: Place): Buffer;
}

export type Once = (
  caller: { principal: Principal; request: FastifyRequest; reply: FastifyReply },
  work: (tx: Tx) => Promise<unknown>,
) => Promise<unknown>;

export function createOnce(deps: { database: Database; clock: Clock; vault: Sealing }): Once {
  const { database, clock, vault } = deps;

  async function answerOnce(tx: Tx, at: Address, reply: FastifyReply, work: () => Promise<unknown>) {
    await takeLock(tx, at);
    const kept = await findKept(tx, at, clock.iso());
    if (kept) {
      if (!kept.requestHash.equals(at.requestHash)) throw new Failure('idempotency_key_reused');
      const { value, cookies }: Kept = JSON.parse(vault.openBytes(kept.sealed, placeOf(at)).toString());
      reply.code(kept.status).header(replayedHeader, 'true');
      if (cookies) reply.header('set-cookie', cookies);
      return value;
    }
    const value = await work();
    const cookies = reply.getHeader('set-cookie') as Kept['cookies'];
    const sealed = vault.sealBytes(Buffer.from(JSON.stringify({ value, cookies })), placeOf(at));
    const until = isoMicros(clock.now() + keptMs);
    await keep(tx, at, { status: reply.statusCode, sealed, until });
    await forgetSome(tx, clock.iso());
    return value;
  }

  return ({ principal, request, reply }, work) => {
    const { tenantId, endUserId } = principal;
    const at = addressOf(principal, request);
    return database.tenantTransaction(
      tenantId,
      (tx) => (at ? answerOnce(tx, at, reply, () => work(tx)) : work(tx)),
      { endUserId },
    );
  };
}

interface Address {
  tenantId: string;
  callerId: string;
  keyHash: Buffer;
  requestHash: Buffer;
}

function addressOf({ tenantId, caller }: Principal, request: FastifyRequest): Address | undefined {
  const key = request.headers[header];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw wrongField(header, 'An Idempotency-Key has 1 to 255 visible characters without spaces.');
  }
  const sent = JSON.stringify([request.method, request.url, request.body ?? null]);
  return {
    tenantId,
    callerId: caller.id,
    keyHash: hash('sha256', key, 'buffer'),
    requestHash: hash('sha256', sent, 'buffer'),
  };
}

function placeOf({ tenantId, callerId, keyHash }: Address): Place {
  const row = `${callerId}/${keyHash.toString('hex')}`;
  return { tenantId, table: 'kept_answers', row, column: 'answer' };
}

async function takeLock(tx: Tx, { tenantId, callerId, keyHash }: Address): Promise<void> {
  const { free } = await tx.one<{ free: boolean }>(
    'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as free',
    [`idempotency ${tenantId} ${callerId} ${keyHash.toString('hex')}`],
  );
  if (!free) throw new Failure('request_running', { facts: { retryAfter: 1 } });
}

function findKept(tx: Tx, { callerId, keyHash }: Address, now: string) {
  return tx.maybe<{ requestHash: Buffer; status: number; sealed: Buffer }>(
    `select request_hash as "requestHash", status, answer_sealed as sealed from kept_answers
     where tenant_id = tenant() and caller_id = $1 and key_hash = $2 and expires_at > $3`,
    [callerId, keyHash, now],
  );
}

async function keep(
  tx: Tx,
  { tenantId, callerId, keyHash, requestHash }: Address,
  { status, sealed, until }: { status: number; sealed: Buffer; until: string },
): Promise<void> {
  await tx.query(
    `insert into kept_answers (tenant_id, caller_id, key_hash, request_hash, status, answer_sealed, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, caller_id, key_hash) do update
       set request_hash = $4, status = $5, answer_sealed = $6, expires_at = $7`,
    [tenantId, callerId, keyHash, requestHash, status, sealed, until],
  );
}

/** Each that is kept takes a few with it that have ended, so that they never pile up. */
async function forgetSome(tx: Tx, now: string): Promise<void> {
  await tx.query(
    `delete from kept_answers where tenant_id = tenant() and (caller_id, key_hash) in (
       select caller_id, key_hash from kept_answers where tenant_id = tenant() and expires_at <= $1
       order by expires_at limit 10 for update skip locked)`,
    [now],
  );
}
