/**
 * What a sweep of an account reads, when the next one is due, and what to make of bookings that we hold and Calendly
 * did not list. Pure.
 */
import { isoMicros } from '../clock.ts';
import type { Window } from './windows.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** No-shows and late cancellations come in the day after. */
const justPastMs = dayMs;
const pastMs = 30 * dayMs;
const pastEveryMs = dayMs;
const farthestMs = 90 * dayMs;

/** Canceled ones first: what then is in neither list is surely missing, or was canceled just now. */
export function windowsOf({ began, past }: { began: string; past: string | null }): Window[] {
  const ahead = back(began, justPastMs);
  const both = (from: string, until: string | undefined): Window[] => [
    { status: 'canceled', from, until },
    { status: 'active', from, until },
  ];
  return [...both(ahead, undefined), ...(past === null ? [] : both(past, ahead))];
}

/**
 * From where a sweep that begins now reads the past; null when that is not due. A day more than since the last time,
 * so that no stop of ours, however long, leaves a part unread.
 */
export function pastDue(now: string, lastPast: string | null, gap: boolean): string | null {
  if (lastPast !== null && !gap && lastPast > back(now, pastEveryMs)) return null;
  const usual = back(now, pastMs);
  const since = lastPast === null ? usual : back(lastPast, dayMs);
  return latest(earliest(usual, since), back(now, farthestMs));
}

/** From one sweep to the next where Calendly tells us of what moves. */
export function sweepEveryMs(active: boolean): number {
  return active ? 6 * hourMs : dayMs;
}

/**
 * From one glance at what is ahead to the next: so soon that what was booked is overdue and seen within 15 minutes where
 * something moves, else within 6 hours. `spread`, from 0 up to 1, keeps accounts apart.
 */
export function glanceAgainMs(active: boolean, spread: number): number {
  return Math.round((active ? hourMs / 5 : 6 * hourMs) * (0.75 + 0.2 * spread));
}

/** What was booked before this should have been told by now; Calendly takes seconds. */
export function toldBefore(now: string): string {
  return back(now, 3 * 60_000);
}

/** What moved later than this before a sweep may not be listed yet. */
export function settledBefore(began: string): string {
  return back(began, 5 * 60_000);
}

/** So many at once are no ordinary day: rather Calendly's fault, or a permission that is gone. */
export function tooManyMissing({ missing, known }: { missing: number; known: number }): boolean {
  return missing > 5 && missing > 0.2 * known;
}

function back(moment: string, milliseconds: number): string {
  return isoMicros(Date.parse(moment) - milliseconds);
}

function earliest(one: string, other: string): string {
  return one < other ? one : other;
}

function latest(one: string, other: string): string {
  return one < other ? other : one;
}
