import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EventFacts, group, type InviteeFacts, type Picture } from './facts.ts';
import { join, questions } from './merge.ts';

const origin = fc.record({
  version: fc.integer({ min: 0, max: 3 }).map((n) => `2026-11-24T09:00:00.00000${n}Z`),
  fence: fc.integer({ min: 0, max: 2 }),
});
const word = fc.constantFrom('a', 'b', null);

const eventFacts = fc.tuple(origin, fc.boolean(), word, word, fc.boolean()).map(
  ([from, canceled, name, status, gone]): EventFacts => ({
    state: group({ canceled, cancellation: null }, from, canceled),
    details: group(
      { name, startTime: '', endTime: '', eventType: null, hosts: [], guests: [], seats: null },
      from,
    ),
    location: group(
      status && { type: 'zoom', place: null, moreInfo: null, status, joinUrl: null },
      from,
    ) as EventFacts['location'],
    gone: group(gone, from),
  }),
);

const inviteeFacts = fc.tuple(origin, fc.boolean(), fc.boolean(), word, word).map(
  ([from, canceled, rescheduled, name, noShow]): InviteeFacts => ({
    state: group({ canceled, rescheduled, cancellation: null }, from, canceled),
    details: group(
      {
        eventUuid: 'e1',
        bookedAt: '',
        name: name ?? '',
        email: '',
        timezone: null,
        answers: [],
        tracking: {},
        payment: null,
        cancelUrl: null,
        rescheduleUrl: null,
      },
      from,
    ),
    noShow: group(noShow === null ? null : { uri: noShow, at: null }, from),
  }),
);

const uuid = fc.constantFrom('x', 'y', 'z');
const picture: fc.Arbitrary<Picture> = fc.record({
  events: fc.array(fc.tuple(uuid, eventFacts), { maxLength: 3 }).map((entries) => new Map(entries)),
  invitees: fc.array(fc.tuple(uuid, inviteeFacts), { maxLength: 3 }).map((entries) => new Map(entries)),
  links: fc
    .array(fc.tuple(uuid, uuid), { maxLength: 2 })
    .map((links) => new Set(links.map((ends) => ends.join(' ')))),
});

const plain = ({ events, invitees, links }: Picture) => ({
  events: [...events].sort(),
  invitees: [...invitees].sort(),
  links: [...links].sort(),
});

test('joining is commutative, associative and idempotent', () => {
  fc.assert(
    fc.property(picture, picture, picture, (a, b, c) => {
      expect(plain(join(a, b))).toEqual(plain(join(b, a)));
      expect(plain(join(join(a, b), c))).toEqual(plain(join(a, join(b, c))));
      expect(plain(join(join(a, b), b))).toEqual(plain(join(a, b)));
    }),
    { numRuns: 3000 },
  );
});

test('a part that did not move is the same object', () => {
  fc.assert(
    fc.property(picture, picture, (a, b) => {
      const once = join(a, b);
      const twice = join(once, b);
      for (const [id, facts] of once.invitees) expect(twice.invitees.get(id)).toBe(facts);
      for (const [id, facts] of once.events) expect(twice.events.get(id)).toBe(facts);
    }),
  );
});

test('the same version with another value is a question until a later look answers it', () => {
  const at = (name: string, fence: number): Picture => ({
    events: new Map(),
    invitees: new Map([
      [
        'x',
        {
          ...fc.sample(inviteeFacts, { numRuns: 1, seed: 1 })[0]!,
          noShow: group({ uri: name, at: null }, { version: '2026-11-24T09:00:00.000000Z', fence }),
        },
      ],
    ]),
    links: new Set(),
  });
  expect(questions(at('one', 0), at('one', 0))).toEqual([]);
  expect(questions(at('one', 0), at('two', 0))).toEqual(['e1']);
  expect(questions(at('one', 1), at('two', 0))).toEqual(['e1']);
  expect(questions(at('one', 1), at('two', 2))).toEqual([]);
});

test('what is canceled stays canceled whatever is newer', () => {
  const told = (canceled: boolean, version: string) =>
    group({ canceled, rescheduled: false, cancellation: null }, { version, fence: 0 }, canceled);
  const older = told(true, '2026-11-24T09:00:00.000000Z');
  const newer = told(false, '2026-11-25T09:00:00.000000Z');
  expect(older.mark > newer.mark).toBe(true);
});
