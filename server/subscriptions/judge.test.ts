import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge, type Standing, type Wanted } from './judge.ts';

const topics = ['invitee.created', 'invitee.canceled', 'event_type.created'];
const standing: Standing = {
  uuid: 'w1',
  state: 'active',
  events: topics,
  retrying: false,
  atOurAddress: true,
};
const wanted: Wanted = { topics, connectionId: 1, connectedAt: '2026-11-01T00:00:00.000000Z' };
const current = {
  state: 'active',
  connectionId: 1,
  refusedTopics: [] as string[],
  createdAt: '2026-11-02T00:00:00.000000Z',
  lost: false,
  anew: false,
} as const;

test('what stands as wanted is left alone, in any order of topics', () => {
  expect(judge(current, { ...standing, events: topics.toReversed() }, wanted)).toEqual({
    do: 'nothing',
    state: 'active',
  });
  expect(judge(current, { ...standing, retrying: true }, wanted)).toEqual({
    do: 'nothing',
    state: 'retrying',
  });
});

test('an intent is made, or found made', () => {
  const intent = { ...current, state: 'wanted' } as const;
  expect(judge(intent, undefined, wanted)).toEqual({ do: 'create' });
  expect(judge(intent, standing, wanted)).toEqual({ do: 'adopt' });
});

test('what cannot be changed is replaced, for a named reason', () => {
  expect(judge(current, undefined, wanted)).toEqual({ do: 'replace', because: 'missing' });
  expect(judge({ ...current, lost: true }, standing, wanted)).toEqual({ do: 'replace', because: 'key' });
  expect(judge(current, { ...standing, state: 'disabled' }, wanted)).toEqual({
    do: 'replace',
    because: 'disabled',
  });
  expect(judge(current, { ...standing, atOurAddress: false }, wanted)).toEqual({
    do: 'replace',
    because: 'address',
  });
  expect(judge({ ...current, connectionId: 2 }, standing, wanted)).toEqual({
    do: 'replace',
    because: 'connection',
  });
  expect(judge(current, { ...standing, events: topics.slice(1) }, wanted)).toEqual({
    do: 'replace',
    because: 'topics',
  });
});

test('refused topics are not asked for again until somebody connects again', () => {
  const refusedTopics = ['event_type.created'];
  const without = { ...standing, events: topics.slice(0, 2) };
  expect(judge({ ...current, refusedTopics }, without, wanted).do).toBe('nothing');
  const later = { ...wanted, connectedAt: '2026-11-03T00:00:00.000000Z' };
  expect(judge({ ...current, refusedTopics }, without, later)).toEqual({ do: 'replace', because: 'topics' });
});

test('from anywhere it comes to rest within three rounds, whatever Calendly refuses', () => {
  const anyStanding = fc.option(
    fc.record({
      uuid: fc.constant('w1'),
      state: fc.constantFrom('active', 'disabled', 'unheard_of'),
      events: fc.subarray(topics),
      retrying: fc.boolean(),
      atOurAddress: fc.boolean(),
    }),
    { nil: undefined },
  );
  const anyRow = fc.record({
    state: fc.constantFrom('wanted', 'active', 'retrying', 'disabled'),
    connectionId: fc.constantFrom(1, 2),
    refusedTopics: fc.subarray(topics),
    createdAt: fc.constantFrom('2026-10-30T00:00:00.000000Z', '2026-11-02T00:00:00.000000Z'),
  });
  fc.assert(
    fc.property(anyRow, anyStanding, fc.subarray(topics), (row, found, refuses) => {
      let now = { row: row as Parameters<typeof judge>[0], standing: found as Standing | undefined };
      for (let rounds = 0; rounds < 3; rounds++) {
        const verdict = judge(now.row, now.standing, wanted);
        if (verdict.do === 'nothing') return;
        now = after(now.row, now.standing, verdict.do, refuses);
      }
      expect(judge(now.row, now.standing, wanted).do).toBe('nothing');
    }),
  );
});

/** What is there once a verdict was carried out. */
function after(
  row: Parameters<typeof judge>[0],
  found: Standing | undefined,
  what: string,
  refuses: string[],
) {
  const made =
    what === 'adopt' ? found! : { ...standing, events: topics.filter((topic) => !refuses.includes(topic)) };
  const refusedTopics = topics.filter((topic) => !made.events.includes(topic));
  const createdAt = what === 'replace' ? current.createdAt : row.createdAt;
  return {
    row: { ...current, connectionId: 1, refusedTopics, createdAt },
    standing: made as Standing | undefined,
  };
}
