/** Kills a process at one step after the other of what it does, until it gets to the end, and judges what is left. */
import type { Tally } from './tally.ts';
import type { Member, World } from './world.ts';

export interface Deed {
  name: string;
  /** Before the victim is there. */
  prepare(): Promise<void>;
  /** What the victim is killed in. */
  drive(victim: Member): Promise<unknown>;
  /** What others make of it afterwards, and what is wrong with the outcome. */
  judge(killedAt: string): Promise<string[]>;
}

export async function dieAtEveryStep(
  world: World,
  deed: Deed,
  { seed, every }: { seed: number; every: number },
  tally: Tally,
): Promise<void> {
  const steps = await world.standBetween();
  for (let at = 1 + (seed % every); ; at += every) {
    const [victim] = await Promise.all([world.open({ steps }), deed.prepare()]);
    await victim.ask('refreshClock');
    steps.arm(at, victim.kill);
    const ended = await deed.drive(victim).then(
      () => undefined,
      (error: Error) => error.message,
    );
    const { killedAt } = steps.disarm();
    await victim.close();
    if (killedAt === undefined) {
      tally.judge(`${deed.name} unharmed`, ended === undefined ? [] : [ended]);
      return;
    }
    tally.count('killed');
    await world.endLeases();
    tally.judge(`${deed.name}, killed at step ${at}, ${killedAt}`, await deed.judge(killedAt));
  }
}
