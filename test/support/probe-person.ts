/** The person whom the probe guides, played by the emulator's control interface. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Step } from '../../server/probe/index.ts';
import type { TestEmulator } from './emulator.ts';

export function playPerson(emulator: TestEmulator, who: { user: string; stranger: string }) {
  const { user, stranger } = who;

  /** At the first free time of three days from now on, so that it is not over when the clock is moved. */
  async function bookAhead(wanted: object): Promise<string> {
    const quarterMs = 15 * 60_000;
    const { now } = await emulator.send<{ now: string }>('GET', '/clock');
    const first = Math.ceil((Date.parse(now) + 3 * 24 * 3_600_000) / quarterMs) * quarterMs;
    for (let count = 0; count < 7 * 96; count++) {
      const start_time = new Date(first + count * quarterMs).toISOString();
      const booked = await emulator.send('POST', '/book', { ...wanted, start_time }).catch(() => undefined);
      if (booked) return start_time;
    }
    throw new Error('no time is free within a week');
  }

  /** `isOver`: the step was followed by another, so that nothing more is to be waited for. */
  return async (step: Step, isOver: () => boolean): Promise<void> => {
    if (step.kind === 'authorize') {
      await fetch(await emulator.consent(step.open, step.who === 'elsewhere' ? stranger : user));
    } else if (step.kind === 'book') {
      const people = await emulator.people();
      const [type] = people.find(({ slug }) => slug === user)!.event_types;
      await bookAhead({ event_type: type!.uri });
    } else if (step.kind === 'move') {
      await emulator.send('POST', '/reschedule', { invitee: step.invitee });
    } else if (step.kind === 'bookTwice') {
      const seat = { event_type: step.eventType, email: 'one@example.com' };
      const start_time = await bookAhead(seat);
      await emulator.send('POST', '/book', { ...seat, email: 'two@example.com', start_time });
    } else if (step.kind === 'cancel') {
      await emulator.send('POST', '/cancel', { invitee: step.invitee });
    } else if (step.kind === 'wait') {
      const advance = (advanceSeconds: number) =>
        emulator.send('POST', '/clock', { advanceSeconds, run: true });
      if (step.untilSeconds > 24 * 3600) await advance(24 * 3600);
      // The emulator answers from this process: were it moved without a pause, nobody else would be heard.
      while (!isOver()) {
        await advance(61);
        await pause(20);
      }
    }
  };
}
