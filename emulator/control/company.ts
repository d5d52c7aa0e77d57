/** Who there is: more people than the company has, their roles, and an organization's plan. */
import type { Organization, Plan, Role, Stage, User } from '../entities.ts';
import { addIndependents, leaveOrganization } from '../people.ts';
import { type Control, type ControlAnswer, type ControlParts, done, wrong } from './control.ts';
import { findUser, onUser } from './find.ts';

export const stages: Stage[] = ['trial', 'free', 'paid'];
export const plans: Plan[] = ['basic', 'essentials', 'standard', 'professional', 'teams', 'enterprise'];
export const roles: Role[] = ['owner', 'admin', 'user'];
const mostAtOnce = 20_000;

export function companyControls({ state, ids, clock }: ControlParts): Control[] {
  /** People of their own, each alone in an organization, as most who connect an application are. */
  function addPeople(body: Record<string, unknown>): ControlAnswer {
    const { count } = body;
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > mostAtOnce)
      return wrong(`“count” must be a whole number from 1 to ${mostAtOnce}.`);
    const people = addIndependents({ state, ids, now: clock.iso(), count });
    return done({ people: people.map(({ id, slug, email }) => ({ id, slug, email })) });
  }

  function setRole(user: User, body: Record<string, unknown>): ControlAnswer {
    if (!roles.includes(body.role as Role)) return wrong(`“role” must be one of ${roles.join(', ')}.`);
    state.users.put({ ...user, role: body.role as Role, updatedAt: clock.iso() });
    return done({ id: user.id, role: body.role });
  }

  function setPlan(body: Record<string, unknown>): ControlAnswer {
    const user = findUser(state, body.user);
    if (!user) return wrong('“user” must name somebody of the organization.');
    const organization = state.organizations.get(user.organizationId)!;
    const { plan = organization.plan, stage = organization.stage } = body as Partial<Organization>;
    if (!plans.includes(plan)) return wrong(`“plan” must be one of ${plans.join(', ')}.`);
    if (!stages.includes(stage)) return wrong(`“stage” must be one of ${stages.join(', ')}.`);
    state.organizations.put({ ...organization, plan, stage, updatedAt: clock.iso() });
    return done({ id: organization.id, plan, stage });
  }

  /** As an administrator removes a member: they go on alone, in an organization of their own. */
  function removeMember(user: User): ControlAnswer {
    leaveOrganization({ state, ids, now: clock.iso() }, user);
    return done({ id: user.id, organization: state.users.get(user.id)!.organizationId });
  }

  return [
    { method: 'POST', path: '/leave', act: onUser(state, removeMember) },
    { method: 'POST', path: '/people', act: ({ body }) => addPeople(body) },
    { method: 'POST', path: '/role', act: onUser(state, setRole) },
    { method: 'POST', path: '/plan', act: ({ body }) => setPlan(body) },
  ];
}
