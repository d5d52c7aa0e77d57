/** Counts cases and names what fell, at most a few dozen lines. */
import type { ProofResult } from '../proof.ts';

const most = 30;

export type Tally = ReturnType<typeof createTally>;

export function createTally() {
  const drove: Record<string, number> = {};
  const fallen: string[] = [];
  let tried = 0;
  let held = 0;
  return {
    count(what: string, by = 1): void {
      drove[what] = (drove[what] ?? 0) + by;
    },
    /** One case: it held when nothing is said against it. */
    judge(name: string, complaints: string[]): void {
      tried++;
      if (complaints.length === 0) held++;
      else if (fallen.length < most) fallen.push(`${name}: ${complaints.join('; ')}`);
    },
    result: (): ProofResult => ({ tried, held, lost: 0, duplicated: 0, drove, fallen }),
  };
}
