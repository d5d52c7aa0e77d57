/**
 * The service's one clock. Due times, expiries and retention read it; leases do not, they follow the database's.
 * Time stamps are ISO 8601 UTC with six decimals, the form Calendly writes.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** The same as text, `2026-11-24T09:00:00.000000Z`. */
  iso(): string;
}

/** Milliseconds since 1970 as ISO 8601 with six decimals. */
export function isoMicros(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, -1)}000Z`;
}

export function clockFrom(now: () => number): Clock {
  return { now, iso: () => isoMicros(now()) };
}

export const systemClock: Clock = clockFrom(() => Date.now());

/**
 * A clock that moves with the emulator's: asks `read` for its offset in milliseconds, now and every `everyMs`.
 * Resolves after the first answer, so that nothing ever runs on an offset that was not read.
 */
export async function followClock(
  read: () => Promise<number>,
  everyMs = 250,
): Promise<Clock & { refresh(): Promise<void>; stop(): void }> {
  let offset = await read();
  const refresh = async () => {
    offset = await read();
  };
  const timer = setInterval(() => refresh().catch(() => undefined), everyMs);
  timer.unref();
  return { ...clockFrom(() => Date.now() + offset), refresh, stop: () => clearInterval(timer) };
}
