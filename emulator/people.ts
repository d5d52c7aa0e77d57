/** Puts people, their organizations and their event types into the state. */
import { isoMicros } from './clock.ts';
import * as company from './company.ts';
import type { EventType, Organization, User } from './entities.ts';
import type { Ids } from './ids.ts';
import type { State } from './state.ts';

const day = 24 * 60 * 60_000;

/** Harbor & Finch, everybody with their role; answers what they offer. */
export function addCompany(deps: { state: State; ids: Ids; today: number }): EventType[] {
  const { state, ids, today } = deps;
  const organization: Organization = {
    id: ids.uuid(),
    name: company.companyName,
    kind: 'multiple',
    plan: 'teams',
    stage: 'paid',
    ...bornAt(isoMicros(today - 400 * day)),
  };
  state.organizations.put(organization);
  const users = company.employees.map((employee, index): User => {
    const { name, role, timezone, timeNotation } = employee;
    const joined = isoMicros(today - (390 - 10 * index) * day);
    return newUser(ids, { name, role, timezone, timeNotation, organizationId: organization.id }, joined);
  });
  for (const user of users) state.users.put(user);
  return users.flatMap((user, index) => {
    const others = [...users.slice(index + 1), ...users.slice(0, index)];
    return company.employees[index]!.offers.map((offer, position) => {
      const type = newEventType(ids, user, others, offer, position);
      state.eventTypes.put(type);
      return type;
    });
  });
}

/** People who are each alone in an organization, with one event type. */
export function addIndependents(deps: { state: State; ids: Ids; now: string; count: number }): User[] {
  const { state, ids, now, count } = deps;
  return state.transaction(() => {
    const before = state.organizations.where('true').length;
    return Array.from({ length: count }, (_, index) => {
      const name = `Independent ${before + index}`;
      const organization: Organization = {
        id: ids.uuid(),
        name,
        kind: 'single',
        plan: 'standard',
        stage: 'paid',
        ...bornAt(now),
      };
      const user = newUser(
        ids,
        {
          name,
          role: 'owner',
          timezone: 'Europe/Berlin',
          timeNotation: '24h',
          organizationId: organization.id,
        },
        now,
      );
      state.organizations.put(organization);
      state.users.put(user);
      state.eventTypes.put(newEventType(ids, user, [], 'intro', 0));
      return user;
    });
  });
}

function newUser(
  ids: Ids,
  known: Pick<User, 'name' | 'role' | 'timezone' | 'timeNotation' | 'organizationId'>,
  joined: string,
): User {
  const slug = slugOf(known.name);
  return {
    ...known,
    id: ids.uuid(),
    membershipId: ids.uuid(),
    email: `${slug.replace('-', '.')}@example.com`,
    slug,
    locale: 'en',
    avatarUrl: null,
    ...bornAt(joined),
  };
}

function newEventType(
  ids: Ids,
  owner: User,
  colleagues: User[],
  name: keyof typeof company.offers,
  position: number,
): EventType {
  const { others, ...offer } = company.offers[name];
  return {
    ...offer,
    id: ids.uuid(),
    ownerId: owner.id,
    hostIds: [owner, ...colleagues.slice(0, others)].map(({ id }) => id),
    active: true,
    position,
    hours: company.officeHours,
    deletedAt: null,
    ...bornAt(owner.createdAt),
  };
}

const bornAt = (moment: string) => ({ createdAt: moment, updatedAt: moment });

export function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
