/** Everything as it was at some moment, by name, while the emulator runs. */
import { type Clock, isoMicros } from './clock.ts';

export type Snapshots = ReturnType<typeof createSnapshots>;

export function createSnapshots(deps: {
  clock: Clock;
  /** Remembers everything; what it answers brings it back. */
  copy: () => () => void;
}) {
  const kept = new Map<string, { takenAt: string; bringBack: () => void }>();

  return {
    /** Under a number unless a name is given; a name that is taken is taken over. */
    take(name: string = String(kept.size + 1)): string {
      kept.delete(name);
      kept.set(name, { takenAt: isoMicros(deps.clock.now()), bringBack: deps.copy() });
      return name;
    },
    /** Says what is wrong, or nothing. */
    restore(name: string): string | undefined {
      const found = kept.get(name);
      if (!found) return `There is no such snapshot; there are ${[...kept.keys()].join(', ') || 'none'}.`;
      found.bringBack();
      return undefined;
    },
    list: () => [...kept].map(([name, { takenAt }]) => ({ name, takenAt })),
  };
}
