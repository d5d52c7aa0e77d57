/**
 * The arithmetic of one budget, pure. A window begins with its first request, which alone goes ahead and finds out how
 * much is left. From then on Calendly's own count is the truth: the lowest that an answer told, less what was let go
 * and is not answered yet. Windows of ours end a little later than Calendly's, so that nothing falls into an old one.
 */
import { type Purpose, windowMs } from '../calendly/index.ts';

export interface Window {
  /** When it began; what was let go in another counts no more. */
  began: number;
  endsAt: number;
  /** Of a minute, as an answer told it last. */
  limit: number | undefined;
  /** The lowest that an answer told in this window. */
  left: number | undefined;
  toldAt: number;
  /** With what is laid to nobody. */
  answered: number;
  unanswered: number;
  /** What other programs used up of the window before, or of earlier ones. */
  others: number;
  /** Let go on behalf of doubt. */
  doubted: number;
  /** Under a ceiling: when the next request may be sent. */
  pacedUntil: number;
}

/** As much of a window as whoever is let go remembers. */
export type Known = Pick<Window, 'began' | 'left'>;

/** What became of one request, and what was known when it was let go. */
export interface Answer {
  known: Known;
  at: number;
  limit: number | undefined;
  left: number | undefined;
  /** Told when nothing is left: on other answers Calendly's reset always says a whole minute. Whole seconds, up. */
  endsAt: number | undefined;
  /** A 429: our own reckoning was wrong. */
  limited: boolean;
}

/** How many are wanted for each purpose. */
export type Wanted = ReadonlyMap<Purpose, number>;

/** Live work goes before repair, repair before doubt, doubt before bulk. */
export const ranked: readonly Purpose[] = ['live', 'repair', 'doubt', 'bulk'];
/** The part of the limit that is kept for those before, at a window's begin; it melts away until its end. */
const keepsBack = { live: 0, repair: 0.1, doubt: 0.1, bulk: 0.2 };
const doubtsShare = 0.1;
/** Calendly's smallest, until an answer tells. */
const smallestLimit = 50;
const mostAtOnce = 10;
/** For live work at any moment of a window, however much is wanted in bulk. */
const cushion = 3;
/** Before a window's end, so short that whoever comes too late hardly waits: Calendly's ends a little earlier. */
const lastMs = 1400;
/** Others are believed to eat by so much faster than they did. */
const caution = 1.3;
/** What stays, from window to window, of a program that was not noticed again. */
const forgets = 0.9;
const marginMs = 400;
/** Whoever reads much goes away rather than stand so long, and comes again when so much of the limit may go at once. */
const longestStandMs = 2000;
const worthwhile = 0.1;
/** They come a little before, since nobody comes to the moment. */
const aheadMs = 1000;
/** The first request of a window is not waited for any longer. */
const lostAfterMs = 2000;

export const unknown: Window = {
  began: 0,
  endsAt: 0,
  limit: undefined,
  left: undefined,
  toldAt: 0,
  answered: 0,
  unanswered: 0,
  others: 0,
  doubted: 0,
  pacedUntil: 0,
};

/** The window of this moment; also where a clock went back. */
export function windowAt(window: Window, now: number): Window {
  const runs = now < window.endsAt && now > window.began - windowMs;
  return runs ? window : begun(window, now, undefined);
}

function begun(before: Window, now: number, left: number | undefined): Window {
  const endsAt = now + windowMs + marginMs;
  const { limit } = before;
  const pacedUntil = Math.min(before.pacedUntil, endsAt);
  const others = Math.max(eatenInAll(before), Math.floor(before.others * (isWhole(before) ? forgets : 1)));
  const answered = left === undefined ? 0 : 1;
  return { ...unknown, began: now, endsAt, limit, left, toldAt: now, answered, others, pacedUntil };
}

export function learn(window: Window, answer: Answer): Window {
  const limit = answer.limit ?? window.limit;
  const next = { ...window, limit };
  // No more can be left than was known before, unless Calendly's next window has begun.
  const anew = (answer.left ?? 0) >= (answer.known.left ?? Infinity);
  const ours = answer.known.began === window.began;
  if (anew && ours) return begun(next, answer.at, answer.left);
  if (anew && window.left !== undefined)
    return { ...next, left: Math.min(answer.left!, window.left), answered: window.answered + 1 };
  if (!ours && !answer.limited) return next;
  const before = window.left ?? limit ?? smallestLimit;
  const left = Math.max(Math.min(before, answer.left ?? before - 1), 0);
  return {
    ...next,
    left,
    toldAt: Math.max(window.toldAt, answer.at),
    endsAt: endOf(window, answer),
    // What the first answer lacks may be our own, of a window that Calendly ended later.
    answered: window.answered + (window.left === undefined ? before - left : 1),
    unanswered: Math.max(window.unanswered - 1, 0),
  };
}

/** Both tell at the latest when; after a 429 only Calendly is believed. */
function endOf(window: Window, { endsAt = window.endsAt, limited }: Answer): number {
  return limited ? endsAt : Math.min(endsAt, window.endsAt);
}

export interface Spent {
  window: Window;
  /** How many may go for each purpose, and when the first of them; each next one a pace later. */
  let: Map<Purpose, number>;
  from: number;
  /** When time alone may let more go, for those who got none. */
  againAt: number;
  /** Who had better come again, and when. */
  away: Map<Purpose, number>;
}

/** Lets go what fits. `paceMs`: under a ceiling, from one request to the next. */
export function spend(window: Window, wanted: Wanted, now: number, paceMs: number | undefined): Spent {
  const granted = new Map<Purpose, number>();
  const away = new Map<Purpose, number>();
  let after = window;
  let rest = mostAtOnce;
  let againAt = window.endsAt;
  for (const purpose of ranked) {
    const want = wanted.get(purpose) ?? 0;
    if (want === 0) continue;
    const most = paceMs === undefined ? rest : Math.min(rest, paced(after, purpose, now, paceMs));
    const count = Math.max(Math.min(want, most, free(after, purpose, now)), 0);
    if (count === 0) {
      const one = freeFrom(after, purpose, 1, now, paceMs);
      againAt = Math.min(againAt, one);
      const goes = (purpose === 'bulk' || purpose === 'doubt') && one - now > longestStandMs;
      if (goes) away.set(purpose, comesAgain(after, purpose, now));
    }
    granted.set(purpose, count);
    rest -= count;
    after = take(after, purpose, count, now, paceMs);
  }
  const from = paceMs === undefined ? now : Math.max(window.pacedUntil, now);
  return { window: after, let: granted, from, againAt, away };
}

function take(window: Window, purpose: Purpose, count: number, now: number, paceMs = 0): Window {
  return {
    ...window,
    unanswered: window.unanswered + count,
    doubted: window.doubted + (purpose === 'doubt' ? count : 0),
    pacedUntil: count === 0 ? window.pacedUntil : Math.max(window.pacedUntil, now) + count * paceMs,
  };
}

/** How many may be let go for this purpose. */
function free(window: Window, purpose: Purpose, now: number): number {
  const { left, unanswered } = window;
  if (left === undefined) return 1 + Math.floor((now - window.began) / lostAfterMs) - unanswered;
  const sure = sureNow(window, now) - unanswered - kept(window, purpose, now);
  return Math.floor(purpose === 'doubt' ? Math.min(sure, doubtsLeft(window)) : sure);
}

function doubtsLeft({ limit = smallestLimit, doubted }: Window): number {
  return Math.max(Math.floor(limit * doubtsShare), 1) - doubted;
}

/** What other programs used up of this window, at least. */
function eaten({ limit, left, answered, unanswered }: Window): number {
  if (limit === undefined || left === undefined) return 0;
  return Math.max(limit - left - answered - unanswered, 0);
}

/** The same of the whole window, as if they had gone on evenly where it was seen for the most part. */
function eatenInAll(window: Window): number {
  if (!isSeen(window)) return eaten(window);
  const { limit = smallestLimit } = window;
  return Math.min(Math.round((eaten(window) * windowMs) / seenMs(window)), limit);
}

const seenMs = ({ began, toldAt }: Window) => Math.min(toldAt - began, windowMs);
/** Of so little nothing follows for a whole window. */
const isSeen = (window: Window) => seenMs(window) >= windowMs / 2;
/** Not the end of one of Calendly's that had begun before. */
const isWhole = ({ began, endsAt }: Window) => endsAt - began >= windowMs;

/** What they are likely still to use up of it: in all as much as the last time, evenly from the last answer on. */
function expected(window: Window, now: number): number {
  const { endsAt, toldAt, others } = window;
  const rest = Math.max(others - eaten(window), 0);
  return (rest * (endsAt - now)) / (endsAt - toldAt);
}

/** What is left, less what others have likely eaten since that was told; of much, so little that one goes to ask. */
function sureNow(window: Window, now: number): number {
  const { left = 0, toldAt, others } = window;
  const likely = (Math.max(others, eaten(window)) * Math.max(now - toldAt, 0)) / windowMs;
  return left - Math.min(Math.ceil(likely * caution), Math.max(Math.ceil(left / 2), cushion));
}

/** What is left to those before, and to other programs. */
function kept(window: Window, purpose: Purpose, now: number): number {
  if (purpose === 'live') return 0;
  const { limit = smallestLimit, endsAt } = window;
  const melting = (keepsBack[purpose] * limit * (endsAt - now)) / windowMs;
  return Math.max(melting, cushionOf(window, now)) + expected(window, now);
}

/** The last moment's goes to whoever waits, but for one that another program may take unseen. */
function cushionOf({ others, endsAt }: Window, now: number): number {
  if (endsAt - now >= lastMs) return cushion;
  return others > 0 ? 1 : 0;
}

/** Under a ceiling few are let go ahead of their time, so that live work never waits behind many. */
function paced({ pacedUntil }: Window, purpose: Purpose, now: number, paceMs: number): number {
  if (purpose === 'live') return mostAtOnce;
  return pacedUntil <= now + paceMs ? 1 : 0;
}

/** When time alone would let so many more go; `now` where answers that are under way will tell. */
function freeFrom(window: Window, purpose: Purpose, count: number, now: number, paceMs = 0): number {
  const { unanswered, limit = smallestLimit, endsAt } = window;
  if (free(window, purpose, now) >= count) return window.pacedUntil - paceMs;
  if (unanswered > 0) return now;
  if (purpose === 'live' || (purpose === 'doubt' && doubtsLeft(window) < count)) return endsAt;
  const spare = sureNow(window, now) - count;
  if (spare < cushionOf(window, now)) return Math.max(endsAt - lastMs, now);
  const perMs = (keepsBack[purpose] * limit + expected(window, now)) / windowMs;
  return Math.max(endsAt - spare / perMs, now);
}

function comesAgain(window: Window, purpose: Purpose, now: number): number {
  const many = Math.floor((window.limit ?? smallestLimit) * worthwhile);
  return Math.max(freeFrom(window, purpose, many, now) - aheadMs, now + longestStandMs);
}
