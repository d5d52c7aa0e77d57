/**
 * Signing in by one-time link, and who is calling from then on. The database holds hashes only;
 * a session ends by itself 12 hours after it was last used, and 14 days after it began.
 */
import type { FastifyRequest } from 'fastify';
import type { Session } from '../../sdk/types.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { mintPrincipal, type Principal } from '../http/index.ts';
import { type Ids, tokenHash, toWireId } from '../ids.ts';
import * as store from './store.ts';

const linkMs = 15 * 60_000;
const idleMs = 12 * 3_600_000;
const wholeMs = 14 * 24 * 3_600_000;
const touchMs = 5 * 60_000;

export interface Sessions {
  /** A link's secret for the tenant's first owner, good once and for 15 minutes. */
  createLink(tenantId: string): Promise<string>;
  /** Uses the link up and begins a session; the token is for the cookie. */
  begin(link: string): Promise<{ token: string; session: Session }>;
  authenticate(request: FastifyRequest): Promise<Principal>;
  describe(principal: Principal): Promise<Session>;
  end(token: string): Promise<void>;
}

export function createSessions(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  cookieName: string;
  /** What a session tells of its surroundings. */
  surroundings: Pick<Session, 'calendly' | 'redirectUri'>;
}): Sessions {
  const { database, clock, ids } = deps;

  async function find(token: string): Promise<store.SessionRow | undefined> {
    const hash = tokenHash(token);
    const now = clock.now();
    return database.bearerTransaction(hash, async (tx) => {
      const limits = { now: clock.iso(), seenAfter: isoMicros(now - idleMs) };
      const row = await store.findSession(tx, hash, limits);
      if (row && Date.parse(row.lastSeenAt) < now - touchMs) await store.touchSession(tx, hash, clock.iso());
      return row;
    });
  }

  async function describe(tenantId: string, memberId: string, expiresAt: string): Promise<Session> {
    return database.tenantTransaction(tenantId, async (tx) => {
      const tenant = await store.getTenant(tx);
      const member = await store.getMember(tx, memberId);
      return {
        member: {
          id: toWireId('member', member.id),
          name: member.name,
          email: member.email,
          role: member.role,
        },
        tenant: {
          id: toWireId('tenant', tenant.id),
          slug: tenant.slug,
          name: tenant.name,
          environment: tenant.environment,
        },
        ...deps.surroundings,
        demo: tenant.demo,
        expiresAt,
      };
    });
  }

  return {
    async createLink(tenantId) {
      const token = ids.secret();
      await database.tenantTransaction(tenantId, async (tx) => {
        const owner = await store.findFirstOwner(tx);
        if (!owner) throw new Failure('not_found', { detail: 'This tenant has no owner.' });
        await store.insertLink(tx, {
          tokenHash: tokenHash(token),
          member: owner,
          expiresAt: isoMicros(clock.now() + linkMs),
        });
      });
      return token;
    },

    async begin(link) {
      const hash = tokenHash(link);
      const taken = await database.bearerTransaction(hash, (tx) => store.takeLink(tx, hash, clock.iso()));
      if (!taken) throw new Failure('link_used_or_ended');
      const token = ids.secret();
      const expiresAt = isoMicros(clock.now() + wholeMs);
      await database.tenantTransaction(taken.tenantId, (tx) =>
        store.insertSession(tx, tokenHash(token), { ...taken, lastSeenAt: clock.iso(), expiresAt }),
      );
      return { token, session: await describe(taken.tenantId, taken.memberId, expiresAt) };
    },

    async authenticate(request) {
      const token = request.cookies[deps.cookieName];
      const row = token && (await find(token));
      if (!row) throw new Failure('not_signed_in');
      const member = await database.tenantTransaction(row.tenantId, (tx) =>
        store.getMember(tx, row.memberId),
      );
      return mintPrincipal({
        tenantId: row.tenantId,
        caller: { kind: 'member', id: row.memberId, role: member.role },
        endUserId: null,
        expiresAt: row.expiresAt,
      });
    },

    async describe({ tenantId, caller, expiresAt }) {
      if (caller.kind !== 'member' || expiresAt === null) throw new Failure('not_signed_in');
      return describe(tenantId, caller.id, expiresAt);
    },

    async end(token) {
      const hash = tokenHash(token);
      await database.bearerTransaction(hash, (tx) => store.deleteSession(tx, hash));
    },
  };
}
