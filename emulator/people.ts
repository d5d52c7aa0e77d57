/** Puts people, their organizations and their event types into the state. */
import { isoMicros } from './clock.ts';
import * as company from './company.ts';
import type { EventType, Organization, Schedule, User } from './entities.ts';
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
  for (const user of users) addUser(state, user);
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
      addUser(state, user);
      state.eventTypes.put(newEventType(ids, user, [], 'intro', 0));
      return user;
    });
  });
}

/** With the hours that their event types follow until they have others. */
export function addUser(state: State, user: User): void {
  state.users.put(user);
  state.schedules.put(workingHoursOf(user));
}

function workingHoursOf(user: User): Schedule {
  return {
    id: user.scheduleId,
    userId: user.id,
    eventTypeId: null,
    isDefault: true,
    name: 'Working hours',
    timezone: user.timezone,
    rules: company.officeHours,
  };
}

export function newUser(
  ids: Ids,
  known: Pick<User, 'name' | 'role' | 'timezone' | 'timeNotation' | 'organizationId'>,
  joined: string,
): User {
  const slug = slugOf(known.name);
  return {
    ...known,
    id: ids.uuid(),
    membershipId: ids.uuid(),
    scheduleId: ids.uuid(),
    email: `${slug.replace('-', '.')}@example.com`,
    slug,
    locale: 'en',
    avatarUrl: null,
    meetingLimits: { daily: null, weekly: null, monthly: null },
    ...bornAt(joined),
  };
}

export function newEventType(
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
    scheduleId: owner.scheduleId,
    type: 'StandardEventType',
    locale: 'en',
    secret: false,
    sharedFrom: null,
    bookable: null,
    deletedAt: null,
    ...bornAt(owner.createdAt),
  };
}

export const bornAt = (moment: string) => ({ createdAt: moment, updatedAt: moment });

/** What an address may hold of a name: its letters without their marks; `person` where that is nothing. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'person';
}

/** Goes on alone, on the free plan; what was hosted and subscribed to stays with the organization. */
export function leaveOrganization(deps: { state: State; ids: Ids; now: string }, user: User): void {
  const { state, ids, now } = deps;
  const organization: Organization = {
    id: ids.uuid(),
    name: user.name,
    kind: 'single',
    plan: 'basic',
    stage: 'free',
    ...bornAt(now),
  };
  state.organizations.put(organization);
  for (const { id } of state.groupRelationships.where('user_id = ?', user.id))
    state.groupRelationships.remove(id);
  state.users.put({
    ...user,
    organizationId: organization.id,
    membershipId: ids.uuid(),
    role: 'owner',
    updatedAt: now,
  });
}
