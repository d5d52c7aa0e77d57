/**
 * The emulator's movable clock: the machine's time plus an offset that is kept over restarts.
 * Timestamps are distinct and ascend, so that every act has an `updated_at` of its own; they fall back only
 * when somebody moves the clock back. Alarms follow the clock when it moves.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** The next timestamp, `2026-11-24T09:00:00.000001Z`. */
  iso(): string;
}

export interface MovableClock extends Clock {
  offset(): number;
  setOffset(milliseconds: number): void;
  /** Rings once when the clock reaches what was set last. */
  alarm(ring: () => void): Alarm;
}

export interface Alarm {
  set(due: number | undefined): void;
}

/** Microseconds since 1970 as ISO 8601 with six decimals. */
function isoFromMicros(micros: number): string {
  const milliseconds = Math.floor(micros / 1000);
  const rest = String(micros - milliseconds * 1000).padStart(3, '0');
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${rest}Z`;
}

/** Milliseconds since 1970 as ISO 8601 with six decimals. */
export function isoMicros(milliseconds: number): string {
  return isoFromMicros(milliseconds * 1000);
}

export function clockFrom(now: () => number): Clock & { startAfresh(): void } {
  let last = 0;
  return {
    now,
    iso() {
      last = Math.max(Math.floor(now()) * 1000, last + 1);
      return isoFromMicros(last);
    },
    startAfresh() {
      last = 0;
    },
  };
}

const longestTimeout = 2 ** 31 - 1;

export function createMovableClock(deps: {
  machine: () => number;
  offset: number;
  keep: (offset: number) => void;
}): MovableClock {
  let offset = deps.offset;
  const clock = clockFrom(() => deps.machine() + offset);
  const rearm = new Set<() => void>();
  return {
    now: clock.now,
    iso: clock.iso,
    offset: () => offset,
    setOffset(milliseconds) {
      if (milliseconds < offset) clock.startAfresh();
      offset = milliseconds;
      deps.keep(milliseconds);
      for (const again of rearm) again();
    },
    alarm(ring) {
      let due: number | undefined;
      let timer: NodeJS.Timeout | undefined;
      const arm = () => {
        clearTimeout(timer);
        if (due === undefined) return;
        const pause = Math.min(Math.max(due - clock.now(), 0), longestTimeout);
        timer = setTimeout(() => (clock.now() >= due! ? ring() : arm()), pause);
        timer.unref();
      };
      rearm.add(arm);
      return {
        set(next) {
          due = next;
          arm();
        },
      };
    },
  };
}
