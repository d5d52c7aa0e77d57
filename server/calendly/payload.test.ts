import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDelivery } from './payload.ts';

const base = 'https://api.calendly.com';
const at = '2026-11-24T09:00:00.000000Z';
const event = `${base}/scheduled_events/e1`;
const invitee = {
  uri: `${event}/invitees/i1`,
  event,
  email: 'ivy@example.com',
  name: 'Ivy Invitee',
  status: 'active',
  rescheduled: false,
  old_invitee: null,
  new_invitee: null,
  created_at: at,
  updated_at: at,
  scheduled_event: {
    uri: event,
    name: 'Intro',
    status: 'active',
    start_time: at,
    end_time: at,
    created_at: at,
    updated_at: at,
  },
};
const envelope = (more: object = {}, topic = 'invitee.created') => ({
  created_at: at,
  created_by: `${base}/users/u1`,
  event: topic,
  payload: { ...invitee, ...more },
});
const parse = (document: unknown) => parseDelivery(Buffer.from(JSON.stringify(document)));

function inviteeOf(document: unknown) {
  const parsed = parse(document);
  if (parsed.ok && parsed.envelope.kind === 'invitee') return parsed.envelope.payload;
  return expect.unreachable(JSON.stringify(parsed));
}

test('an invitee topic gives an invitee, with fields of tomorrow too', () => {
  const parsed = parse({ ...envelope({ of_tomorrow: 1 }), version: 2 });
  expect(parsed).toEqual({
    ok: true,
    envelope: {
      kind: 'invitee',
      topic: 'invitee.created',
      createdAt: at,
      createdBy: `${base}/users/u1`,
      payload: { ...invitee, of_tomorrow: 1 },
    },
  });
});

test('a topic that we do not know is no fault, and neither is what it carries', () => {
  for (const payload of [{ a: [1] }, null, 'x', undefined]) {
    expect(parse({ ...envelope({}, 'room.painted'), payload })).toMatchObject({
      ok: true,
      envelope: { kind: 'other', topic: 'room.painted', payload },
    });
  }
});

test('a field for show that is not as described counts as absent, and the booking is not lost', () => {
  const read = inviteeOf(
    envelope({
      timezone: 7,
      tracking: { utm_source: 1 },
      questions_and_answers: [{ question: 'Why?', answer: null, position: 'first' }],
      payment: 'free',
      scheduled_event: {
        ...invitee.scheduled_event,
        location: { type: 3 },
        invitees_counter: { total: 'x' },
        event_guests: {},
      },
    }),
  );
  expect(read).toMatchObject({
    email: 'ivy@example.com',
    questions_and_answers: [{ question: 'Why?', answer: '' }],
  });
  expect([read.timezone, read.tracking, read.payment]).toEqual([undefined, undefined, undefined]);
  expect(read.scheduled_event.location).toBeUndefined();
});

test.each([
  ['status', { status: 1 }, 'payload.status'],
  ['the invitee itself', { uri: `${base}/users/u1` }, 'payload.uri'],
  ['the older end', { old_invitee: 'x' }, 'payload.old_invitee'],
  ['rescheduled', { rescheduled: 'no' }, 'payload.rescheduled'],
  ['the no-show', { no_show: true }, 'payload.no_show'],
  ['the scheduled event', { scheduled_event: undefined }, 'payload.scheduled_event'],
  ['a day that is none', { updated_at: '2026-02-30T00:00:00.000000Z' }, 'payload.updated_at'],
  ['an hour that is none', { updated_at: '2026-02-03T24:00:00.000000Z' }, 'payload.updated_at'],
  ['the year 0', { updated_at: '0000-02-03T00:00:00.000000Z' }, 'payload.updated_at'],
  ['another zone', { updated_at: '2026-02-03T00:00:00.000000+02:00' }, 'payload.updated_at'],
])('what identifies or decides must be right: %s', (_, more, position) => {
  expect(parse(envelope(more))).toEqual({ ok: false, reason: 'wrong_shape', position });
});

test('times come out in one form, to be compared as text', () => {
  for (const [written, read] of [
    ['2026-11-24T09:00:00Z', '2026-11-24T09:00:00.000000Z'],
    ['2026-11-24T09:00:00.5Z', '2026-11-24T09:00:00.500000Z'],
    ['2026-11-24T09:00:00.123456789+00:00', '2026-11-24T09:00:00.123456Z'],
  ]) {
    expect(inviteeOf(envelope({ updated_at: written })).updated_at).toBe(read);
  }
});

test('nothing that an invitee can type makes it throw, and it comes out as typed', () => {
  const hostile = [
    '\u0000',
    '\ud800',
    '\udfff\ud800',
    '\u202e',
    '﻿',
    '"; drop table',
    '=1+1',
    '𝟘',
    'a'.repeat(1_000_000),
  ];
  for (const text of hostile) {
    const read = inviteeOf(
      envelope({ name: text, questions_and_answers: [{ question: text, answer: text }] }),
    );
    expect(read.name).toBe(text);
    expect(read.questions_and_answers![0]!.answer).toBe(text);
  }
  expect(
    inviteeOf(envelope({ questions_and_answers: Array(5000).fill({ question: 'q', answer: 'a' }) })).name,
  ).toBe('Ivy Invitee');
});

test('numbers, names and depths beyond sense are read or refused, never thrown', () => {
  const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
  const text = (tracking: string, payment = 'null') =>
    JSON.stringify(envelope({ tracking: '§', payment: '¤' }))
      .replace('"§"', tracking)
      .replace('"¤"', payment);
  for (const document of [
    text('{"utm_source":1e400000}'),
    text('{"__proto__":"x","constructor":"y"}'),
    text(deep),
    text('null', deep),
  ]) {
    expect(parseDelivery(Buffer.from(document)).ok).toBe(true);
  }
  expect(({} as Record<string, unknown>).utm_source).toBeUndefined();
  expect(parseDelivery(Buffer.from(deep))).toMatchObject({ ok: false, reason: 'wrong_shape' });
  expect(parseDelivery(Buffer.from('['.repeat(1_000_000)))).toEqual({ ok: false, reason: 'not_json' });
});

test('a byte order mark is passed over, bytes that are not UTF-8 become U+FFFD, other encodings are no JSON', () => {
  const bytes = Buffer.from(JSON.stringify(envelope({ name: 'Zo_' })));
  expect(parseDelivery(Buffer.concat([Buffer.from('﻿'), bytes])).ok).toBe(true);
  const latin = Buffer.from(bytes);
  latin[latin.indexOf('Zo_') + 2] = 0xeb;
  const parsed = parseDelivery(latin);
  expect(parsed.ok && parsed.envelope.kind === 'invitee' && parsed.envelope.payload.name).toBe('Zo\ufffd');
  expect(parseDelivery(Buffer.from(bytes.toString(), 'utf16le'))).toEqual({ ok: false, reason: 'not_json' });
});

test('any bytes and any JSON: an answer, and no exception', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => !parseDelivery(bytes).ok));
  fc.assert(fc.property(fc.jsonValue(), (document) => !parse(document).ok));
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(invitee)), fc.jsonValue(), (field, value) => {
      expect(typeof parse(envelope({ [field]: value })).ok).toBe('boolean');
    }),
  );
});
