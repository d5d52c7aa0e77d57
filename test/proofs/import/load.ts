/** People go on booking, moving and canceling, whatever happens to who listens. */
import { setTimeout as pause } from 'node:timers/promises';
import type { TestEmulator } from '../../support/emulator.ts';
import { pick, type Random } from '../../support/random.ts';
import type { Member } from './older.ts';

export interface Load {
  acts(): number;
  /** Lets what was begun end. */
  stop(): Promise<void>;
}

const keptAtMost = 400;

export function startLoad(
  emulator: TestEmulator,
  people: readonly Member[],
  { random, pauseMs }: { random: Random; pauseMs: number },
): Load {
  const booked: string[] = [];
  let acts = 0;
  let stopping = false;

  async function act(): Promise<void> {
    const chance = random();
    if (booked.length < 5 || chance < 0.6) {
      booked.push(await book(emulator, pick(random, people)));
      if (booked.length > keptAtMost) booked.shift();
    } else {
      const [invitee] = booked.splice(Math.floor(random() * booked.length), 1);
      await emulator.send('POST', chance < 0.8 ? '/reschedule' : '/cancel', { invitee }).catch(unlessOver);
    }
    acts++;
  }

  const running = (async () => {
    while (!stopping) {
      await act();
      await pause(pauseMs);
    }
  })();

  // Told by `stop`.
  running.catch(() => undefined);
  return {
    acts: () => acts,
    async stop() {
      stopping = true;
      await running;
    },
  };
}

/** The clock went beyond the meeting, and nobody moves it any more. */
function unlessOver(error: unknown): void {
  if (!/in_the_past/.test(String(error))) throw error;
}

export async function book(emulator: TestEmulator, person: Member): Promise<string> {
  const { invitee } = await emulator.send<{ invitee: { id: string } }>('POST', '/book', {
    event_type: `${person.slug}/intro-call`,
  });
  return invitee.id;
}
