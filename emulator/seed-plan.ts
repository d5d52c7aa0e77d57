/**
 * Fills an empty emulator as a seed file says. Bookings are written as rows, not played: each person has theirs one
 * after the other, at an hour of its own, so that none of them meets another.
 */
import { newEvent, newInvitee } from './booking-rows.ts';
import { isoMicros } from './clock.ts';
import * as company from './company.ts';
import type { EventType, Organization, User } from './entities.ts';
import { createDice, createIds, hashOf, type Ids } from './ids.ts';
import { chooseLocation } from './location.ts';
import { addIndependents, addUser, bornAt, newEventType, newUser, slugOf } from './people.ts';
import type { SeedApplication, SeedOrganization, SeedPlan } from './seed-file.ts';
import type { State } from './state.ts';

const hour = 3_600_000;
const day = 24 * hour;
const hoursOfADay = [9, 10, 11, 13, 14, 15];

export function seedPlan(deps: { state: State; now: number; plan: SeedPlan }): void {
  const { state, plan } = deps;
  const dice = createDice(1);
  const ids = createIds((bytes) => {
    const random = Buffer.alloc(bytes);
    for (let at = 0; at + 4 <= bytes; at += 4) random.writeUInt32LE(Math.floor(dice() * 2 ** 32), at);
    return random;
  });
  const today = Math.floor(deps.now / day) * day;
  state.fill(() => {
    for (const organization of plan.organizations) addOrganization({ state, ids, today }, organization);
    if (plan.independents > 0)
      addIndependents({ state, ids, now: isoMicros(today - 60 * day), count: plan.independents });
    spreadBookings({ state, ids, today }, plan.bookings);
    for (const application of plan.applications) addApplication({ state, ids, today }, application);
  });
}

interface Deps {
  state: State;
  ids: Ids;
  today: number;
}

function addOrganization({ state, ids, today }: Deps, given: SeedOrganization): void {
  const born = bornAt(isoMicros(today - 100 * day));
  const organization: Organization = {
    id: ids.uuid(),
    name: given.name,
    kind: given.people.length > 1 ? 'multiple' : 'single',
    plan: given.plan,
    stage: given.stage,
    ...born,
  };
  state.organizations.put(organization);
  const users = given.people.map(({ name, role, timezone }) =>
    newUser(
      ids,
      { name, role, timezone, timeNotation: '24h', organizationId: organization.id },
      born.createdAt,
    ),
  );
  for (const user of users) {
    giveOwnAddress(state, user);
    addUser(state, user);
  }
  for (const [index, user] of users.entries())
    for (const [position, offer] of given.people[index]!.offers.entries())
      state.eventTypes.put(newEventType(ids, user, others(users, user), offer, position));
}

/** People of one name are told apart by a number. */
function giveOwnAddress(state: State, user: User): void {
  const { slug } = user;
  for (let number = 2; state.findPerson(user.slug); number += 1) user.slug = `${slug}-${number}`;
  user.email = `${user.slug.replace('-', '.')}@example.com`;
}

function addApplication({ state, ids, today }: Deps, given: SeedApplication): void {
  const { clientSecret, webhookSigningKey = ids.base64url(32), ...known } = given;
  const clientSecretHash = hashOf(clientSecret);
  state.applications.put({ ...known, clientSecretHash, webhookSigningKey, createdAt: isoMicros(today) });
}

const others = (users: User[], user: User) => users.filter((each) => each !== user);

interface Offered {
  type: EventType;
  organizationId: string;
}

function spreadBookings(deps: Deps, count: number): void {
  const types = deps.state.eventTypes
    .where(`row ->> '$.position' = 0 and row ->> '$.seats' = 1`)
    .map((type) => ({ type, organizationId: deps.state.users.get(type.ownerId)!.organizationId }));
  if (types.length === 0) return;
  const half = Math.ceil(count / types.length / hoursOfADay.length / 2);
  for (let index = 0; index < count; index += 1) {
    const turn = Math.floor(index / types.length);
    const date = deps.today + (Math.floor(turn / hoursOfADay.length) - half) * day;
    bookAt(deps, types[index % types.length]!, date + hoursOfADay[turn % hoursOfADay.length]! * hour, index);
  }
}

function bookAt(
  { state, ids, today }: Deps,
  { type, organizationId }: Offered,
  start: number,
  index: number,
): void {
  const id = ids.uuid();
  const made = Math.min(start, today) - 7 * day + index;
  const now = isoMicros(made);
  const chosen = chooseLocation(type, undefined, '+1 555 0100', id);
  if (!chosen.ok) return;
  const slot = {
    startTime: isoMicros(start),
    seatsLeft: 1,
    hostIds: type.hostIds,
    joins: undefined,
  };
  const event = newEvent(type, slot, [], { id, organizationId, location: chosen.location, now });
  const first = company.inviteeFirstNames[index % company.inviteeFirstNames.length]!;
  const last = company.inviteeLastNames[index % company.inviteeLastNames.length]!;
  const name = `${first} ${last}`;
  const request = {
    eventTypeId: type.id,
    startTime: slot.startTime,
    name,
    email: `${slugOf(name).replace('-', '.')}@example.com`,
    timezone: company.inviteeZones[index % company.inviteeZones.length]!,
  };
  state.events.add(event);
  state.invitees.put(newInvitee(event, request, { id: ids.uuid(), now }));
}
