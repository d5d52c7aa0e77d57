/** Who there is: two tenants, accounts with worlds of their own, some people behind two accounts, some hosting together. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '../../../server/db/index.ts';
import type { Vault } from '../../../server/vault/index.ts';
import { type Hook, writeHooks, writeTenant } from '../../support/heart.ts';
import { pick, type Random } from '../../support/random.ts';
import { bodyOf, createWorld, type ExpectedMeeting, type World } from '../../support/world.ts';

export interface Person {
  hook: Hook;
  applicationKey: string;
  world: World;
  /** Hosts some of this one's bookings too, with an account of their own. */
  companion: Person | undefined;
}

export interface Parcel {
  to: Person;
  body: Buffer;
}

export async function populate(
  database: Database,
  vault: Vault,
  random: Random,
  size: { accounts: number; twice: number; perAccount: number },
): Promise<Person[]> {
  const people: Person[] = [];
  for (const tenant of [0, 1]) {
    const applicationKey = randomBytes(32).toString('base64url');
    const tenantId = await writeTenant(database, vault, { applicationKey });
    const users = Array.from({ length: size.accounts / 2 - (tenant === 0 ? size.twice : 0) }, () =>
      randomUUID(),
    );
    // The same Calendly people once more, as other end users' accounts.
    const again = tenant === 0 ? users.slice(0, size.twice) : [];
    const hooks = await writeHooks(database, vault, tenantId, [...users, ...again]);
    const worlds = new Map(
      users.map((user): [string, World] => [user, createWorld({ host: user, random, begins: Date.now() })]),
    );
    for (const hook of hooks) {
      people.push({ hook, applicationKey, world: worlds.get(hook.user)!, companion: undefined });
    }
  }
  for (const [index, person] of people.entries()) person.companion = people[(index + 7) % people.length];
  for (const world of new Set(people.map(({ world: one }) => one))) {
    live(world, people.find((one) => one.world === world)!, random, size.perAccount);
  }
  return people;
}

function live(world: World, { hook, companion }: Person, random: Random, deliveries: number): void {
  while (world.sent.length < deliveries) {
    const active = [...world.invitees.values()].filter((one) => !one.canceled);
    const chance = random();
    if (active.length === 0 || chance < 0.4) world.book();
    else if (chance < 0.55) world.book({ hosts: [hook.user, companion!.hook.user] });
    else if (chance < 0.7) world.book({ seats: 5 });
    else if (chance < 0.85) world.reschedule(pick(random, active).uuid);
    else world.cancel(pick(random, active).uuid);
  }
}

/** What Calendly sends to this person's subscription: of all worlds, whatever they host. */
export function parcelsFor(person: Person, worlds: Iterable<World>): Parcel[] {
  return [...worlds].flatMap((world) =>
    world.sent
      .filter(({ payload }) => hostsOf(payload).some((uri) => uri.endsWith(person.hook.user)))
      .map((sent) => ({ to: person, body: bodyOf(sent, person.hook.user) })),
  );
}

function hostsOf(payload: Record<string, unknown>): string[] {
  const { event_memberships: hosts } = payload.scheduled_event as { event_memberships: { user: string }[] };
  return hosts.map(({ user }) => user);
}

export function expectedOf({ hook }: Person, worlds: Iterable<World>): ExpectedMeeting[] {
  return [...worlds]
    .flatMap((world) =>
      world
        .expected(hook.accountId)
        .filter(({ invitee }) =>
          world.events.get(world.invitees.get(invitee)!.event)!.hosts.includes(hook.user),
        ),
    )
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}
