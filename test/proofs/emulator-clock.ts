/**
 * Everything of the emulator follows its clock: an address that fails for a day is tried on schedule, then disabled
 * and never revived; tokens, codes, links and limits end when their time is over and not before.
 */
import { clockChecks, type Hand } from './emulator-clock/checks.ts';
import { createClockWorld } from './emulator-clock/world.ts';
import type { Proof } from './proof.ts';

export const proof: Proof = {
  name: 'emulator-clock',
  async run({ say }) {
    const drove: Record<string, number> = { tries: 0 };
    const told = await runAll('moving', drove);
    const tried = Object.keys(clockChecks).length;
    say(`${tried} cases, ${drove.tries} tries of deliveries`);
    const frozen = await runAll('frozen', { tries: 0 });
    const unnoticed = Object.keys(clockChecks).filter((name) => !frozen.some(([fell]) => fell === name));
    const fallen = [
      ...told.map(([name, words]) => `${name}: ${words}`),
      ...unnoticed.map((name) => `${name}: holds although the clock stands still`),
    ];
    return {
      tried,
      held: tried - new Set(told.map(([name]) => name)).size,
      lost: 0,
      duplicated: 0,
      drove,
      fallen,
    };
  },
};

/** With a clock that stands still, the positive control, nothing may hold. */
async function runAll(hand: Hand, drove: Record<string, number>): Promise<[name: string, words: string][]> {
  const fallen: [string, string][] = [];
  for (const [name, check] of Object.entries(clockChecks)) {
    const world = await createClockWorld(hand);
    try {
      fallen.push(...(await check(world)).map((words): [string, string] => [name, words]));
      drove.tries! += world.receiver.asked.length;
    } catch (error) {
      fallen.push([name, (error as Error).message]);
    } finally {
      await world.end();
    }
  }
  return fallen;
}
