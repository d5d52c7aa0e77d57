/** What a person chose about how things are shown, kept in their browser: time zone, clock, keys, the first steps. */
import { useSyncExternalStore } from 'react';
import type { Clockwork } from './time.ts';

export interface Preferences {
  /** `null` follows the browser. */
  zone: string | null;
  clock: '24' | '12' | null;
  /** Whether single keys are heard. */
  keys: boolean;
  /** Whether the first steps are shown though they are done. */
  steps: boolean;
}

const key = 'slotwire-preferences';
const listeners = new Set<() => void>();
let current: Preferences = { zone: null, clock: null, keys: true, steps: false, ...read() };

export const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const browserHour12 =
  new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hour12 ?? false;

export function setPreferences(changes: Partial<Preferences>): void {
  current = { ...current, ...changes };
  localStorage.setItem(key, JSON.stringify(current));
  for (const listener of listeners) listener();
}

export const preferences = (): Preferences => current;

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}

/** The zone and clock to show times with; an address may name another zone. */
export function useClockwork(zone?: string): Clockwork {
  const chosen = usePreferences();
  return {
    zone: zone ?? chosen.zone ?? browserZone,
    hour12: chosen.clock === null ? browserHour12 : chosen.clock === '12',
  };
}

/** Monday = 1 … Sunday = 7, as the browser's locale has it; its own name for that (`en-US@posix`) may be none to Intl. */
export function firstDayOfWeek(): number {
  const locale = new Intl.Locale(new Intl.DateTimeFormat().resolvedOptions().locale) as Intl.Locale & {
    getWeekInfo?(): { firstDay: number };
  };
  return locale.getWeekInfo?.().firstDay ?? 1;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Partial<Preferences> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Preferences>;
  } catch {
    return {};
  }
}
