/**
 * The pure join of pictures: commutative, associative, idempotent. So neither order nor repeats matter, nor
 * whether something was told by a delivery or read by a poll. What does not join is only found here, and asked.
 */
import { disagree, type Group, type Picture } from './facts.ts';

/** A part that did not move is the very object that `held` had. */
export function join(held: Picture, told: Picture): Picture {
  return {
    events: joinMaps(held.events, told.events),
    invitees: joinMaps(held.invitees, told.invitees),
    links: new Set([...held.links, ...told.links]),
  };
}

/** Scheduled events of which Calendly must be asked: equal versions with different values. */
export function questions(held: Picture, told: Picture): string[] {
  const invitees = conflicts(held.invitees, told.invitees);
  return [
    ...conflicts(held.events, told.events),
    ...invitees.map((uuid) => told.invitees.get(uuid)!.details.value.eventUuid),
  ];
}

type Groups<Facts> = { [Name in keyof Facts]: Group<unknown> };

function joinMaps<Facts extends Groups<Facts>>(
  held: ReadonlyMap<string, Facts>,
  told: ReadonlyMap<string, Facts>,
): ReadonlyMap<string, Facts> {
  const joined = new Map(held);
  for (const [uuid, facts] of told) {
    const known = held.get(uuid);
    joined.set(uuid, known ? joinGroups(known, facts) : facts);
  }
  return joined;
}

function joinGroups<Facts extends Groups<Facts>>(held: Facts, told: Facts): Facts {
  const names = Object.keys(held) as (keyof Facts)[];
  const won = names.filter((name) => told[name].mark > held[name].mark);
  return won.length === 0 ? held : { ...held, ...Object.fromEntries(won.map((name) => [name, told[name]])) };
}

function conflicts<Facts extends Groups<Facts>>(
  held: ReadonlyMap<string, Facts>,
  told: ReadonlyMap<string, Facts>,
): string[] {
  return [...told].flatMap(([uuid, facts]) => {
    const known = held.get(uuid);
    const names = Object.keys(facts) as (keyof Facts)[];
    return known && names.some((name) => disagree(known[name], facts[name])) ? [uuid] : [];
  });
}
