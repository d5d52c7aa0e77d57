/** Who runs this tenant, over HTTP. Everybody sees who is in the team; owners say who may what. */
import { z } from 'zod';
import type { InvitedMember, Member, Page, SignInLink } from '../../sdk/types.ts';
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import {
  byId,
  cursorOf,
  idAddress,
  keepable,
  pageOf,
  pageQuery,
  type Route,
  route,
  toPage,
  typed,
  wrongField,
} from '../http/index.ts';
import { invitedMember, member, roles, signInLink } from './answers.ts';
import type { Changed, Team } from './team.ts';

const role = z.enum(roles.options, { error: `A role is one of ${roles.options.join(', ')}.` });

const newMember = z.strictObject({
  name: typed('Give the name by which the team knows them.').max(100, { error: '100 characters fit.' }),
  email: keepable('Give their email.')
    .trim()
    .max(320, { error: '320 characters fit.' })
    .pipe(z.email({ error: 'This is no email address.' })),
  role,
});

const memberAddress = idAddress('member');
const page = z.strictObject({
  ...pageQuery(50, 200),
});

export function teamRoutes({ database, team }: { database: Database; team: Team }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/members',
      summary: 'Who runs this tenant',
      access: 'viewer',
      scope: 'session',
      query: page,
      answers: 200,
      answer: pageOf(member),
      handler: async ({ principal, query: { cursor, limit } }): Promise<Page<Member>> => {
        const after = cursorOf('member', cursor);
        const rows = await database.tenantTransaction(principal.tenantId, (tx) =>
          team.list(tx, after, limit + 1),
        );
        return toPage(rows, limit, byId);
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/members',
      summary: 'Invite somebody; the link that signs them in is told this once',
      access: 'owner',
      scope: 'session',
      body: newMember,
      answers: 201,
      answer: invitedMember,
      refuses: ['member_is_there'],
      handler: async ({ tx, principal, body, note }): Promise<InvitedMember> => {
        const invited = await team.invite(tx, principal.tenantId, body);
        if (!invited.ok) {
          const fields = wrongField('email', 'Somebody with this email is a member already.').fields;
          throw new Failure(invited.reason, { ...(fields && { fields }) });
        }
        const { id, name, email, role: given } = invited.member;
        for (const [field, after] of Object.entries({ name, email, role: given, id })) {
          note({ field, before: null, after });
        }
        return invited.member;
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/members/{id}/link',
      summary: 'Make a new sign-in link for a member; those before end',
      access: 'owner',
      scope: 'session',
      params: memberAddress,
      answers: 201,
      answer: signInLink,
      handler: async ({ tx, principal, params }): Promise<SignInLink> => {
        const link = await team.link(tx, principal.tenantId, params.id);
        if (!link) throw new Failure('not_found');
        return link;
      },
    }),
    route({
      method: 'PATCH',
      path: '/api/v1/members/{id}',
      summary: 'Change what a member may do',
      access: 'owner',
      scope: 'session',
      params: memberAddress,
      body: z.strictObject({ role }),
      answers: 200,
      answer: member,
      refuses: ['last_owner'],
      handler: async ({ tx, params, body, note }): Promise<Member> => {
        const { before, member: now } = settled(await team.changeRole(tx, params.id, body.role));
        note({ field: 'role', before: before.role, after: body.role });
        return now!;
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/members/{id}',
      summary: 'Remove a member, with every session of theirs',
      access: 'owner',
      scope: 'session',
      params: memberAddress,
      answers: 204,
      refuses: ['last_owner'],
      handler: async ({ tx, params, note }) => {
        const { name, email, role: had } = settled(await team.remove(tx, params.id)).before;
        for (const [field, before] of Object.entries({ name, email, role: had })) {
          note({ field, before, after: null });
        }
      },
    }),
  ];
}

function settled(changed: Changed): Extract<Changed, { ok: true }> {
  if (!changed.ok) throw new Failure(changed.reason);
  return changed;
}
