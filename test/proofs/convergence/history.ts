/** Random lives of an account's bookings, and random ways in which the news of them arrives. */
import { pick, type Random, shuffled, upTo } from '../../support/random.ts';
import { createWorld, type World, type WorldInvitee } from '../../support/world.ts';

export const host = '11111111-1111-4111-8111-111111111111';
const otherHost = '22222222-2222-4222-8222-222222222222';

export interface Life {
  world: World;
  /** What it has of what must have been tried. */
  traits: { longChain: boolean; group: boolean; twoHosts: boolean; ties: boolean };
}

/** One to three bookings, and what becomes of them. */
export function liveLife(random: Random, begins?: number): Life {
  const noShowMoves = random() < 0.5;
  const world = createWorld({ host, random, noShowMoves, ...(begins === undefined ? {} : { begins }) });
  const group = random() < 0.3;
  const twoHosts = random() < 0.25;
  const hosts = twoHosts ? [host, otherHost] : [host];
  const first = world.book({ hosts, seats: group ? 4 : 1, pending: random() < 0.2 });
  if (group) world.book({ event: first.event });
  if (random() < 0.4) world.book();
  if (random() < 0.45) world.reschedule(world.reschedule(first.uuid).uuid);
  for (let left = upTo(random, 5); left > 0; left--) happen(random, world);
  const canceled = [...world.invitees.values()].filter((one) => one.canceled);
  if (canceled.length > 0 && random() < 0.1) world.echo(pick(random, canceled).uuid);
  return {
    world,
    traits: { longChain: hasLongChain(world), group, twoHosts, ties: !noShowMoves && wasNoShow(world) },
  };
}

function happen(random: Random, world: World): void {
  const active = [...world.invitees.values()].filter((one) => !one.canceled);
  if (active.length === 0) return;
  const one = pick(random, active);
  if (random() < 0.4 && world.events.get(one.event)!.location.status === 'processing')
    world.pushLink(one.event);
  if (random() < 0.3 && world.events.get(one.event)!.seats > 1) {
    world.moveRoom(one.event);
    world.book({ event: one.event });
    return;
  }
  const chance = random();
  if (chance < 0.3) world.reschedule(one.uuid);
  else if (chance < 0.45) world.cancel(one.uuid);
  else if (chance < 0.5) world.cancelEvent(one.event);
  else if (chance < 0.8) world.setNoShow(one.uuid, one.noShow === null);
  else if (world.events.get(one.event)!.seats > 1) world.book({ event: one.event });
}

function hasLongChain({ invitees }: World): boolean {
  const older = (one: WorldInvitee | undefined) => (one?.older ? invitees.get(one.older) : undefined);
  return [...invitees.values()].some((one) => older(older(one)) !== undefined);
}

function wasNoShow({ sent }: World): boolean {
  return sent.some(({ topic }) => topic.startsWith('invitee_no_show'));
}

export interface Arrivals<Item> {
  items: Item[];
  /** Whether something never came. */
  missing: boolean;
}

/** In any order, some twice, sometimes some never. */
export function arrive<Item>(random: Random, sent: readonly Item[]): Arrivals<Item> {
  const missing = random() < 0.3;
  const came = missing ? sent.filter(() => random() < 0.6) : sent;
  const again = came.filter(() => random() < 0.25);
  return { items: shuffled(random, [...came, ...again]), missing };
}
