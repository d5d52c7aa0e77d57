/**
 * Who is signed in. The database holds hashes only; a session ends by itself 12 hours after it was last used, and 14
 * days after it began. Its token is replaced every quarter of an hour, so that a cookie that was copied is either soon
 * worth nothing, or shows itself: an older token that comes back ends the session for whoever has it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OpenSession, Session } from '../../sdk/types.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { type Enter, mintPrincipal, type Principal } from '../http/index.ts';
import { type Ids, tokenHash, toWireId } from '../ids.ts';
import { browserOf } from './browser.ts';
import type { SessionCookies } from './cookies.ts';
import * as members from './member-store.ts';
import * as store from './session-store.ts';
import { getTenant } from './store.ts';

const idleMs = 12 * 3_600_000;
const wholeMs = 14 * 24 * 3_600_000;
const touchMs = 5 * 60_000;
const renewMs = 15 * 60_000;
/** As long as requests may be under way that were sent before the browser had the next token. */
const overlapMs = 60_000;

export interface Sessions {
  /** Uses the link up and begins a session in this browser. @throws Failure `link_used_or_ended` */
  signInByLink(link: string, request: FastifyRequest, reply: FastifyReply): Promise<Session>;
  /** Begins a session in the transaction that found out who it is; what it resolves to goes into the cookie. */
  begin(
    tx: Tx,
    member: members.Member,
    how: OpenSession['how'],
    request: FastifyRequest,
  ): Promise<{ token: string; slug: string; expiresAt: string }>;
  /** Whoever sent this. Without a reply it is only asked whether they still may. @throws Failure `not_signed_in` */
  authenticate(request: FastifyRequest, reply?: FastifyReply): Promise<Principal>;
  describe(principal: Principal, request: FastifyRequest): Promise<Session>;
  /** Newest first; of one member where given. */
  list(
    tx: Tx,
    of: { memberId: string | undefined; before: string | undefined; asking: string },
    limit: number,
  ): Promise<OpenSession[]>;
  /** Whose it was; undefined when there is none, or none of this member's. */
  end(tx: Tx, id: string, ofMember?: string): Promise<{ memberId: string } | undefined>;
}

export function createSessions(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  enter: Enter;
  cookies: SessionCookies;
  /** What a session tells of its surroundings. */
  surroundings: Pick<Session, 'calendly' | 'redirectUri'>;
}): Sessions {
  const { database, clock, ids, enter, cookies } = deps;
  const ago = (milliseconds: number) => isoMicros(clock.now() - milliseconds);
  const limits = (): store.Limits => ({ now: clock.iso(), seenAfter: ago(idleMs) });

  function find(token: string): Promise<store.ShownSession | undefined> {
    const hash = tokenHash(token);
    return database.bearerTransaction(hash, (tx) => store.findSession(tx, hash, limits()));
  }

  async function findMeant(request: FastifyRequest) {
    for (const token of cookies.meant(request)) {
      const row = await find(token);
      if (row) return { row, token };
    }
    throw new Failure('not_signed_in');
  }

  /** What is due on this occasion: the next token, and when it was last seen. */
  async function keepUp(
    tx: Tx,
    row: store.ShownSession,
    token: string,
    [request, reply]: [FastifyRequest, FastifyReply],
  ): Promise<void> {
    const now = clock.iso();
    const isOlder = (at: string, milliseconds: number) => Date.parse(at) < clock.now() - milliseconds;
    if (isOlder(row.lastSeenAt, touchMs)) await store.touchSession(tx, row.id, { now, address: request.ip });
    if (row.shown === 'next') {
      const until = isoMicros(clock.now() + overlapMs);
      await store.promoteNext(tx, row.id, { hash: tokenHash(token), now, until });
    } else if (row.shown === 'present' && isOlder(row.renewedAt, renewMs)) {
      const next = ids.secret();
      const offered = { hash: tokenHash(next), now, forgotten: ago(idleMs) };
      if (await store.offerNext(tx, row.id, offered)) {
        cookies.set(reply, (await getTenant(tx)).slug, next, row.expiresAt);
      }
    }
  }

  /** A token that was replaced comes back: two have this session, and nobody knows which of them is the member. */
  function isCopy({ shown, previousUntil }: store.ShownSession): boolean {
    return shown === 'previous' && Date.parse(previousUntil!) < clock.now();
  }

  async function endCopied(row: store.ShownSession, request: FastifyRequest): Promise<void> {
    await database.tenantTransaction(row.tenantId, async (tx) => {
      if (!(await store.deleteSession(tx, row.id, undefined))) return;
      const member = await members.findMember(tx, row.memberId);
      await enter(tx, row.tenantId, {
        who: { kind: 'member', id: row.memberId, name: member?.name ?? '' },
        operation: 'endCopiedSession',
        summary: 'A copied cookie was shown: the session was ended for whoever has it',
        subject: toWireId('session', row.id),
        address: request.ip,
        changes: [],
      });
    });
  }

  const begin: Sessions['begin'] = async (tx, member, how, request) => {
    // Read once: a clock that is moved in between must not make one that has a long life and was last seen long ago.
    const began = clock.now();
    const now = isoMicros(began);
    const { slug } = await getTenant(tx);
    await store.deleteEnded(tx, limits());
    await members.deleteLinks(tx, { endedBy: now });
    const before = cookies.of(request, slug);
    if (before) await store.deleteShown(tx, tokenHash(before));
    const [token, id] = [ids.secret(), ids.uuid()];
    const expiresAt = isoMicros(began + wholeMs);
    const browser = browserOf(request.headers['user-agent']);
    const { tenantId, id: memberId, name } = member;
    const row = { tenantId, id, memberId, lastSeenAt: now, expiresAt, how, browser, address: request.ip };
    await store.insertSession(tx, { ...row, tokenHash: tokenHash(token) });
    await members.markSignedIn(tx, memberId, now);
    await enter(tx, tenantId, {
      who: { kind: 'member', id: memberId, name },
      operation: 'signIn',
      summary: how === 'link' ? 'Sign in by a one-time link' : 'Sign in by single sign-on',
      subject: toWireId('session', id),
      address: request.ip,
      changes: [{ field: 'browser', before: null, after: browser }],
    });
    return { token, slug, expiresAt };
  };

  return {
    async signInByLink(link, request, reply) {
      const hash = tokenHash(link);
      const taken = await database.bearerTransaction(hash, (tx) => members.takeLink(tx, hash, clock.iso()));
      if (!taken) throw new Failure('link_used_or_ended');
      const begun = await database.tenantTransaction(taken.tenantId, async (tx) => {
        const member = await members.findMember(tx, taken.memberId);
        if (!member) throw new Failure('link_used_or_ended');
        const { token, slug, expiresAt } = await begin(tx, member, 'link', request);
        return { token, slug, session: await describe(tx, member, expiresAt) };
      });
      const { token, slug, session } = begun;
      cookies.set(reply, slug, token, session.expiresAt);
      return { ...session, others: await othersOf(request, slug) };
    },

    begin,

    async authenticate(request, reply) {
      const { row, token } = await findMeant(request);
      if (reply && isCopy(row)) {
        await endCopied(row, request);
        throw new Failure('not_signed_in');
      }
      const member = await database.tenantTransaction(row.tenantId, async (tx) => {
        if (reply) await keepUp(tx, row, token, [request, reply]);
        return members.findMember(tx, row.memberId);
      });
      if (!member) throw new Failure('not_signed_in');
      const { id, name, role } = member;
      return mintPrincipal({
        tenantId: row.tenantId,
        caller: { kind: 'member', id, name, role, sessionId: row.id },
        endUserId: null,
        expiresAt: row.expiresAt,
      });
    },

    async describe({ tenantId, caller, expiresAt }, request) {
      if (caller.kind !== 'member' || expiresAt === null) throw new Failure('not_signed_in');
      const session = await database.tenantTransaction(tenantId, async (tx) => {
        const member = await members.findMember(tx, caller.id);
        if (!member) throw new Failure('not_signed_in');
        return describe(tx, member, expiresAt);
      });
      return { ...session, others: await othersOf(request, session.tenant.slug) };
    },

    async list(tx, { memberId, before, asking }, limit) {
      const rows = await store.listSessions(tx, limits(), { memberId, before }, limit);
      return rows.map(({ memberId: of, memberName: name, id, ...row }) => ({
        ...row,
        id: toWireId('session', id),
        member: { id: toWireId('member', of), name },
        current: id === asking,
      }));
    },

    end: (tx, id, ofMember) => store.deleteSession(tx, id, ofMember),
  };

  async function describe(
    tx: Tx,
    member: members.Member,
    expiresAt: string,
  ): Promise<Omit<Session, 'others'>> {
    const { id, slug, name, environment, demo } = await getTenant(tx);
    return {
      member: {
        id: toWireId('member', member.id),
        name: member.name,
        email: member.email,
        role: member.role,
      },
      tenant: { id: toWireId('tenant', id), slug, name, environment },
      ...deps.surroundings,
      demo,
      expiresAt,
    };
  }

  /** Where else this browser showed that it is signed in. */
  async function othersOf(request: FastifyRequest, slug: string): Promise<Session['others']> {
    const others: Session['others'] = [];
    for (const token of cookies.all(request)) {
      const row = await find(token);
      if (!row || isCopy(row)) continue;
      const tenant = await database.tenantTransaction(row.tenantId, (tx) => getTenant(tx));
      if (tenant.slug === slug) continue;
      others.push({ slug: tenant.slug, name: tenant.name, environment: tenant.environment });
    }
    return others.sort((a, b) => a.slug.localeCompare(b.slug));
  }
}
