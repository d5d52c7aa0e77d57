/** Histories through the pure merge: what `advance` makes of them, beside what the world says. */
import { isDeepStrictEqual } from 'node:util';
import { advance, type Book, changeTypeOf } from '../../../server/meetings/advance.ts';
import { nothing, type Picture } from '../../../server/meetings/facts.ts';
import { linkWait } from '../../../server/meetings/late-links.ts';
import { observeEvent, observePayload } from '../../../server/meetings/observe.ts';
import { type Random, seeded, shuffled } from '../../support/random.ts';
import type { ExpectedMeeting, World } from '../../support/world.ts';
import { arrive, type Life, liveLife } from './history.ts';

const account = '33333333-3333-4333-8333-333333333333';
const at = '2026-11-24T09:00:00.000000Z';
/** Ways of arriving that are tried of each life. */
const waysOfEach = 40;

export interface Counted {
  histories: number;
  held: number;
  duplicated: number;
  drove: Record<string, number>;
  fallen: string[];
}

export type Advance = typeof advance;

export function driveMerge(seed: number, count: number, step: Advance = advance): Counted {
  const counted: Counted = { histories: 0, held: 0, duplicated: 0, drove: {}, fallen: [] };
  for (let life = 0; counted.histories < count; life++) {
    const random = seeded(seed * 1_000_003 + life);
    const lived = liveLife(random);
    const pictures = lived.world.sent.map(({ payload }) => observePayload(payload as never));
    const expected = lived.world.expected(account);
    const look = remembered((key) => read(lived.world, ...key));
    for (let way = 0; way < waysOfEach && counted.histories < count; way++) {
      tryOne(
        random,
        lived,
        pictures,
        look,
        expected,
        step,
        counted,
        `seed ${seed}, life ${life}, way ${way}`,
      );
    }
  }
  return counted;
}

function tryOne(
  random: Random,
  { world, traits }: Life,
  pictures: readonly Picture[],
  look: Look,
  expected: readonly ExpectedMeeting[],
  step: Advance,
  counted: Counted,
  name: string,
): void {
  counted.histories++;
  const arrivals = arrive(random, pictures);
  const drove = { ...traits, missing: arrivals.missing };
  for (const [trait, has] of Object.entries(drove)) {
    counted.drove[trait] = (counted.drove[trait] ?? 0) + Number(has);
  }
  const { book, told } = follow(random, world, look, arrivals.items, arrivals.missing, step);
  const found = [...book.meetings.values()].map(view).sort((one, other) => (one.id < other.id ? -1 : 1));
  const twice = told.filter((one, index) => told.indexOf(one) !== index);
  counted.duplicated += twice.length;
  if (isDeepStrictEqual(found, expected) && twice.length === 0) counted.held++;
  else if (counted.fallen.length < 20) {
    counted.fallen.push(`${name}: ${twice.length > 0 ? `told twice: ${twice[0]}` : 'another end'}`);
  }
}

/** What arrived, then what Calendly says where it was asked; where something is missing, everything is read. */
function follow(
  random: Random,
  world: World,
  read: Look,
  arrivals: readonly Picture[],
  missing: boolean,
  step: Advance,
): { book: Book; told: string[] } {
  let book: Book = { picture: nothing, meetings: new Map() };
  const told: string[] = [];
  const asked = new Set<string>();
  const fences = new Map<string, number>();
  const hear = (picture: Picture, cause: 'delivery' | 'reconciliation') => {
    const { book: after, moves, questions } = step(account, book, { picture, cause }, at);
    book = after;
    for (const move of moves) {
      // A birth and a cancellation are told once under each id; a move once for each new time.
      const type = changeTypeOf(move);
      const { after: row } = move;
      if (!move.before) told.push(`birth of ${row.id}`);
      if (type === 'meeting.canceled') told.push(`${type} of ${row.id}`);
      if (type === 'meeting.moved') told.push(`${type} of ${row.id} to ${row.tailInvitee}`);
    }
    for (const uuid of questions) asked.add(uuid);
    for (const [uuid, facts] of picture.events) {
      if (linkWait(book.picture.events.get(uuid) ?? facts, 0) !== undefined) asked.add(uuid);
    }
  };
  const look = (uuid: string) => {
    asked.delete(uuid);
    const fence = (fences.get(uuid) ?? 0) + 1;
    fences.set(uuid, fence);
    hear(read(uuid, fence), 'reconciliation');
  };
  for (const picture of arrivals) {
    hear(picture, 'delivery');
    if (asked.size > 0 && random() < 0.3) look([...asked][0]!);
  }
  if (missing) {
    for (const uuid of shuffled(random, [...world.events.keys()])) hear(read(uuid, 0), 'reconciliation');
  }
  for (let looks = 0; asked.size > 0 && looks < 50; looks++) look([...asked][0]!);
  return { book, told };
}

/** What Calendly answers about a scheduled event, to the look with this number. */
type Look = (uuid: string, fence: number) => Picture;

function remembered(make: (key: [uuid: string, fence: number]) => Picture): Look {
  const made = new Map<string, Picture>();
  return (uuid, fence) => {
    const key = `${uuid} ${fence}`;
    const picture = made.get(key) ?? make([uuid, fence]);
    made.set(key, picture);
    return picture;
  };
}

function read(world: World, uuid: string, fence: number): Picture {
  const invitees = [...world.invitees.values()].filter((one) => one.event === uuid);
  return observeEvent(
    world.eventResource(uuid) as never,
    invitees.map((one) => world.inviteeResource(one.uuid) as never),
    fence,
  );
}

function view(row: Book['meetings'] extends ReadonlyMap<string, infer Row> ? Row : never) {
  return {
    id: row.id,
    status: row.status,
    noShow: row.noShow,
    start: row.startTime,
    invitee: row.tailInvitee,
    email: row.inviteeEmail,
    moves: row.moves,
    joinUrl: row.location?.joinUrl ?? null,
  };
}
