/** Processes that share budgets, and another program of some of the people that knows of none. */
import { type ChildProcess, fork } from 'node:child_process';
import type { TestEmulator } from '../../support/emulator.ts';
import type { MemberReport, MemberSettings, Person } from './member.ts';

export interface Fleet {
  /** It is this moment for all; resolves when all was done that may be. */
  passTo(moment: number): Promise<void>;
  /** What happened since the last time, of all processes together. */
  report(): Promise<MemberReport>;
  stop(): void;
}

/** Each process has every person's backlog; the live calls of one person are made by one of them. */
export async function openFleet(
  settings: MemberSettings,
  processes: number,
  people: readonly Person[],
): Promise<Fleet> {
  const members = await Promise.all(Array.from({ length: processes }, () => openMember(settings)));
  for (const [index, member] of members.entries()) {
    member.send(
      people.map(({ liveEveryMs, ...person }, at) =>
        at % processes === index && liveEveryMs !== undefined ? { ...person, liveEveryMs } : person,
      ),
    );
  }
  let gone = 0;
  return {
    async passTo(moment) {
      // What one lets go may keep another waiting: until none let any more go.
      for (let before = -1; gone !== before; ) {
        before = gone;
        gone = sum(await Promise.all(members.map((member) => answerOf<number>(member, moment))));
      }
    },
    async report() {
      const reports = await Promise.all(members.map((member) => answerOf<MemberReport>(member, 'report')));
      const failed: Record<string, number> = {};
      for (const one of reports) {
        for (const [kind, count] of Object.entries(one.failed)) failed[kind] = (failed[kind] ?? 0) + count;
      }
      return { live: reports.flatMap(({ live }) => live), failed };
    },
    stop() {
      for (const member of members) member.kill('SIGKILL');
    },
  };
}

const sum = (counts: readonly number[]) => counts.reduce((all, one) => all + one, 0);

function answerOf<T>(member: ChildProcess, message: number | 'report'): Promise<T> {
  return new Promise((resolve) => {
    member.once('message', (answer: T) => resolve(answer));
    member.send(message);
  });
}

async function openMember(settings: MemberSettings): Promise<ChildProcess> {
  const child = fork(new URL('./member.ts', import.meta.url), [JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`a process of the proof ended with ${code}`)));
  });
  return child;
}

/** Asks evenly by Calendly's clock, `share` of each limit; counts what it wanted and got. */
export function createStranger(
  emulator: TestEmulator,
  people: readonly (Person & { limit: number })[],
  share: number,
  began: number,
) {
  const counts = new Map(people.map(({ userUri }) => [userUri, { wanted: 0, got: 0 }]));

  async function ask({ userUri, accessToken }: Person): Promise<void> {
    const count = counts.get(userUri)!;
    count.wanted++;
    const headers = { authorization: `Bearer ${accessToken}` };
    const answer = await fetch(`${emulator.url}/users/me`, { headers });
    await answer.arrayBuffer();
    if (answer.ok) count.got++;
  }

  return {
    async passTo(moment: number): Promise<void> {
      for (const person of people) {
        const due = Math.floor(((moment - began) * person.limit * share) / 60_000);
        while (counts.get(person.userUri)!.wanted < due) await ask(person);
      }
    },
    of: (userUri: string) => ({ wanted: 0, got: 0, ...counts.get(userUri) }),
  };
}
