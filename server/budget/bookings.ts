/** What Calendly allows of `POST /invitees` beside the minute's budget: the paid plans' numbers; others are told by a 429. Pure. */
const minuteMs = 60_000;
const limits = [
  { most: 10, withinMs: minuteMs },
  { most: 50, withinMs: 60 * minuteMs },
  { most: 100, withinMs: 24 * 60 * minuteMs },
];
const remembered = Math.max(...limits.map(({ most }) => most));

/** When the next booking may go, by when the last ones went, oldest first. */
export function nextBooking(booked: readonly number[], now: number): number {
  const ends = limits.map(({ most, withinMs }) => (booked.at(-most) ?? -Infinity) + withinMs);
  return Math.max(now, ...ends);
}

export function withBooking(booked: readonly number[], now: number): number[] {
  return [...booked, now].slice(-remembered);
}
