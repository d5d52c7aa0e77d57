import { expect, test } from 'vitest';
import { judgeBooking, type Seen } from './booking-verdict.ts';
import type { Invitee } from './resources/bookings.ts';

const sentAt = Date.UTC(2026, 10, 24, 9);
const sent = { email: 'ivy@example.com', sentAt };
const at = (seconds: number) => new Date(sentAt + seconds * 1000).toISOString();
const invitee = (email: string, created: number, status = 'active') =>
  ({ email, created_at: at(created), status }) as Invitee;
const solo: Seen = { type: { kind: 'solo', pooling_type: null }, held: [], free: false };

test('a booking with our address, made since, is ours, also when it was canceled meanwhile', () => {
  for (const status of ['active', 'canceled']) {
    const found = invitee(' IVY@example.com', 2, status);
    expect(judgeBooking(sent, { ...solo, held: [found] })).toEqual({ state: 'booked', invitee: found });
  }
});

test('a clock that is behind by three minutes makes no difference, an hour does', () => {
  expect(judgeBooking(sent, { ...solo, held: [invitee(sent.email, -170)] }).state).toBe('booked');
  expect(judgeBooking(sent, { ...solo, held: [invitee(sent.email, -3600)] })).toEqual({
    state: 'not_booked',
  });
});

test('a slot that somebody else holds, or that is free, was not booked by us', () => {
  expect(judgeBooking(sent, { ...solo, held: [invitee('other@example.com', 1)] })).toEqual({
    state: 'not_booked',
  });
  expect(judgeBooking(sent, { ...solo, free: true })).toEqual({ state: 'not_booked' });
  expect(
    judgeBooking(sent, { ...solo, held: [invitee('other@example.com', -9, 'canceled')], free: true }).state,
  ).toBe('not_booked');
});

test.each<[string, Partial<Seen>]>([
  ['the event type was not shown', { type: undefined, held: [invitee(sent.email, 1)] }],
  ['the bookings were not shown', { held: undefined, free: true }],
  ['nothing stands there and the slot is not free', {}],
  ['nothing stands there and nobody knows whether it is free', { free: undefined }],
  ['there are two that may be ours', { held: [invitee(sent.email, 1, 'canceled'), invitee(sent.email, 2)] }],
])('unknown: %s', (_, seen) => {
  expect(judgeBooking(sent, { ...solo, ...seen })).toMatchObject({ state: 'unknown', why: 'unseen' });
});

test.each([
  { kind: 'group', pooling_type: null },
  { kind: 'solo', pooling_type: 'round_robin' },
  { kind: 'solo', pooling_type: 'multi_pool' },
  { kind: 'solo', pooling_type: 'of_tomorrow' },
  { kind: 'of_tomorrow', pooling_type: null },
])('a slot of $kind and $pooling_type may be shared: whatever stands there, a person looks', (type) => {
  const mine = invitee(sent.email, 1);
  for (const free of [true, false, undefined]) {
    for (const held of [[], [mine], undefined]) {
      const verdict = judgeBooking(sent, { type, held, free });
      expect(verdict).toEqual({ state: 'unknown', why: 'shared_slot', seen: held ?? [] });
    }
  }
});

test('the slot of several hosts together holds one', () => {
  const found = invitee(sent.email, 1);
  const seen = { type: { kind: 'solo', pooling_type: 'collective' }, held: [found], free: false };
  expect(judgeBooking(sent, seen)).toEqual({ state: 'booked', invitee: found });
});
