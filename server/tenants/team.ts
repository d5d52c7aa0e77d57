/**
 * The people of a tenant and what each may. Somebody is invited by a one-time link that the owner hands over, since we
 * send no mail; the last owner stays, whoever asks at the same moment.
 */
import type { InvitedMember, Member, NewMember, Role, SignInLink } from '../../sdk/types.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import type { Enter } from '../http/index.ts';
import { type Ids, tokenHash, toWireId } from '../ids.ts';
import * as store from './member-store.ts';
import { lockTeam } from './store.ts';

const machineMs = 15 * 60_000;
const againMs = 3_600_000;
const inviteMs = 3 * 86_400_000;

export interface Team {
  /** In the order they were invited. */
  list(tx: Tx, after: string | undefined, limit: number): Promise<Member[]>;
  invite(
    tx: Tx,
    tenantId: string,
    wanted: NewMember,
  ): Promise<{ ok: true; member: InvitedMember } | { ok: false; reason: 'member_is_there' }>;
  /** Another link, which ends those before. Undefined when there is no such member. */
  link(tx: Tx, tenantId: string, id: string): Promise<SignInLink | undefined>;
  changeRole(tx: Tx, id: string, role: Role): Promise<Changed>;
  /** With their sessions, at once. */
  remove(tx: Tx, id: string): Promise<Changed>;
  /**
   * A link's secret for whoever holds the machine: for the member with this email, or the first owner; good once and for
   * 15 minutes.
   */
  createLink(tenantId: string, email?: string): Promise<string>;
}

/** What was changed; `before` is the member as they were. */
export type Changed =
  | { ok: true; before: store.Member; member: Member | undefined }
  | { ok: false; reason: 'last_owner' | 'not_found' };

/** The secret stands behind `#`, which no browser sends and no log sees. */
export function signInAddress(publicUrl: string, secret: string): string {
  return `${publicUrl}/sign-in#${secret}`;
}

export function createTeam(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  enter: Enter;
  publicUrl: string;
}): Team {
  const { database, clock, ids, enter, publicUrl } = deps;

  async function makeLink(
    tx: Tx,
    member: { tenantId: string; id: string },
    milliseconds: number,
  ): Promise<{ secret: string; link: SignInLink }> {
    const secret = ids.secret();
    const expiresAt = isoMicros(clock.now() + milliseconds);
    await store.insertLink(tx, { tokenHash: tokenHash(secret), member, expiresAt });
    return { secret, link: { url: signInAddress(publicUrl, secret), expiresAt } };
  }

  const find = async (tx: Tx, id: string) => {
    const row = await store.findListed(tx, clock.iso(), id);
    return row && present(row);
  };

  /** Of two owners who go at the same moment, the second finds themselves the last. */
  async function findChangeable(
    tx: Tx,
    id: string,
    stays: boolean,
  ): Promise<store.Member | 'last_owner' | 'not_found'> {
    await lockTeam(tx);
    const member = await store.findMember(tx, id);
    if (!member) return 'not_found';
    const leaves = member.role === 'owner' && !stays;
    return leaves && (await store.isLastOwner(tx, id)) ? 'last_owner' : member;
  }

  return {
    list: async (tx, after, limit) => (await store.listMembers(tx, clock.iso(), after, limit)).map(present),

    async invite(tx, tenantId, { name, email, role }) {
      const id = ids.uuid();
      const row = { tenantId, id, name, email: email.toLowerCase(), role, createdAt: clock.iso() };
      if (!(await store.insertMember(tx, row))) return { ok: false, reason: 'member_is_there' };
      const { link } = await makeLink(tx, row, inviteMs);
      return { ok: true, member: { ...(await find(tx, id))!, link } };
    },

    async link(tx, tenantId, id) {
      const member = await find(tx, id);
      if (!member) return undefined;
      await store.deleteLinks(tx, { memberId: id });
      return (await makeLink(tx, { tenantId, id }, member.signedInAt === null ? inviteMs : againMs)).link;
    },

    async changeRole(tx, id, role) {
      const before = await findChangeable(tx, id, role === 'owner');
      if (typeof before === 'string') return { ok: false, reason: before };
      await store.updateRole(tx, id, role);
      return { ok: true, before, member: await find(tx, id) };
    },

    async remove(tx, id) {
      const before = await findChangeable(tx, id, false);
      if (typeof before === 'string') return { ok: false, reason: before };
      await store.deleteMember(tx, id);
      return { ok: true, before, member: undefined };
    },

    createLink: (tenantId, email) =>
      database.tenantTransaction(tenantId, async (tx) => {
        const member = await (email === undefined
          ? store.findFirstOwner(tx)
          : store.findByEmail(tx, email.toLowerCase()));
        if (!member) {
          const detail = email === undefined ? 'This tenant has no owner.' : `Nobody here has ${email}.`;
          throw new Failure('not_found', { detail });
        }
        const { secret } = await makeLink(tx, member, machineMs);
        await enter(tx, tenantId, {
          who: { kind: 'command', id: null, name: 'slotwire' },
          operation: 'signInCommand',
          summary: 'Make a sign-in link on the machine',
          subject: toWireId('member', member.id),
          address: null,
          changes: [],
        });
        return secret;
      }),
  };
}

function present({ id, ...row }: store.ListedMember): Member {
  return { id: toWireId('member', id), ...row };
}
