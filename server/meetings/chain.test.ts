import { expect, test } from 'vitest';
import { chainsOf, tellMeeting } from './chain.ts';
import { group, type InviteeFacts, nothing, type Picture, unversioned } from './facts.ts';
import { join, questions } from './merge.ts';
import { observeGone } from './observe.ts';
import { presentLocation } from './present.ts';

const from = { version: '2026-11-24T09:00:00.000000Z', fence: 0 };

function invitee(
  uuid: string,
  minute: number,
  state = { canceled: false, rescheduled: false },
): InviteeFacts {
  return {
    state: group({ ...state, cancellation: null }, from, state.canceled),
    details: group(
      {
        eventUuid: `event of ${uuid}`,
        bookedAt: `2026-11-24T09:0${minute}:00.000000Z`,
        name: uuid,
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
    noShow: group(null, from),
  };
}

function picture(invitees: Record<string, InviteeFacts>, links: string[]): Picture {
  const details = {
    name: null,
    startTime: '',
    endTime: '',
    eventType: null,
    hosts: [],
    guests: [],
    seats: null,
  };
  const event = {
    state: group({ canceled: false, cancellation: null }, from),
    details: group(details, from),
    location: group(null, from),
    gone: group(false, { version: unversioned, fence: 0 }),
  };
  return {
    events: new Map(Object.keys(invitees).map((uuid) => [`event of ${uuid}`, event])),
    invitees: new Map(Object.entries(invitees)),
    links: new Set(links),
  };
}

const moved = { canceled: true, rescheduled: true };

test('a chain is told from oldest to newest, also through one that is only named', () => {
  const told = picture({ c: invitee('c', 3), a: invitee('a', 1, moved) }, ['b c', 'a b']);
  expect(chainsOf(told, ['c'])).toEqual([['a', 'b', 'c']]);
  expect(tellMeeting('account', told, ['a', 'b', 'c'])).toMatchObject({
    tailInvitee: 'c',
    status: 'scheduled',
    moves: 2,
  });
});

test('a meeting whose new half was not seen is moved, and has the id of its oldest', () => {
  const told = picture({ a: invitee('a', 1, moved) }, ['a b']);
  const later = picture({ a: invitee('a', 1, moved), b: invitee('b', 2) }, ['a b']);
  const first = tellMeeting('account', told, chainsOf(told, ['a'])[0]!);
  const second = tellMeeting('account', later, chainsOf(later, ['b'])[0]!);
  expect(first).toMatchObject({ status: 'moved', tailInvitee: 'a' });
  expect(second).toMatchObject({ status: 'scheduled', tailInvitee: 'b', id: first!.id });
});

test('what Calendly does not show any more is gone, unless it was canceled before', () => {
  const standing = picture({ a: invitee('a', 1) }, []);
  const scheduled = standing.events.get('event of a')!;
  const gone = { ...standing, ...observeGone('event of a', scheduled, 1), invitees: standing.invitees };
  expect(tellMeeting('account', gone, ['a'])).toMatchObject({ status: 'gone' });
  const canceled = new Map([['a', invitee('a', 1, { canceled: true, rescheduled: false })]]);
  expect(tellMeeting('account', { ...gone, invitees: canceled }, ['a'])).toMatchObject({
    status: 'canceled',
  });
});

test('a list that shows what a look found gone settles nothing, and is asked', () => {
  const standing = picture({ a: invitee('a', 1) }, []);
  const held = join(standing, observeGone('event of a', standing.events.get('event of a')!, 1));
  expect(join(held, standing).events.get('event of a')!.gone.value).toBe(true);
  expect(questions(held, standing)).toEqual(['event of a']);
});

test('a fork or a ring still has one order', () => {
  const people = { a: invitee('a', 1), b: invitee('b', 2), c: invitee('c', 3) };
  expect(chainsOf(picture(people, ['a b', 'a c']), ['b'])).toEqual([['a', 'b', 'c']]);
  expect(chainsOf(picture(people, ['a b', 'b c', 'c a']), ['c'])).toEqual([['a', 'b', 'c']]);
  expect(chainsOf(picture(people, ['a a']), ['a'])).toEqual([['a']]);
});

test('names alone are no meeting', () => {
  expect(tellMeeting('account', { ...nothing, links: new Set(['a b']) }, ['a', 'b'])).toBeUndefined();
});

test('a place becomes words, and only https becomes a link', () => {
  const place = { place: null, moreInfo: null, status: null };
  expect(presentLocation({ type: 'zoom', ...place, joinUrl: 'https://zoom.example/j/1' })).toEqual({
    type: 'zoom',
    words: 'Zoom',
    joinUrl: 'https://zoom.example/j/1',
  });
  expect(presentLocation({ type: 'custom', ...place, joinUrl: 'javascript:alert(1)' })?.joinUrl).toBeNull();
  expect(presentLocation({ type: 'physical', ...place, place: 'Pier 4', joinUrl: null })?.words).toBe(
    'Pier 4',
  );
});
