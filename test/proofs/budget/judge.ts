/** What the emulator counted and what the live calls waited, judged by the promises of the budget. Pure. */
import type { Tally } from '../life/tally.ts';
import type { MemberReport, Person } from './member.ts';

/** Of each limit, what another program eats where there is one; requests a second at most, under the ceiling. */
export const share = 0.3;
export const ceiling = 5;
const least = 0.95;
/**
 * Of a minute beside another program, where that is more than a twentieth. What another takes is only seen in the next
 * answer, so the last request can never be sent without the risk of a 429; and who asks live in a minute's last seconds
 * is only served at once out of what was kept for them. Of a free plan's 35 that is more than a twentieth.
 */
const keptBesideOthers = 3;
const longestWaitMs = 1000;

export interface Size {
  free: number;
  paid: number;
  /** Before the minute that goes before those that are judged: habits of others are learnt in both. Ends amid a window. */
  warmUpMs: number;
  judged: number;
  warmUpStepMs: number;
  stepMs: number;
  /** Of each person, what may still be kept when so short a time ends in the middle of a window. */
  keptAtEnd: number;
  /** So long before a window's end it may end, when another program may still eat. */
  endsBeforeMs: number;
  ceilingSeconds: number;
  /** Of the live calls, how many may wait no longer than a second; of few, one may come between two steps. */
  prompt: number;
  /** Beside another program, how many may meet a 429: its habits were learnt in a minute and a half. */
  unlucky: number;
  /** So many calls of a group may be missing besides: what a minute's last step cuts off weighs more where it is long. */
  spared: number;
}

export interface Subject extends Person {
  limit: number;
  stage: 'free' | 'paid';
  others: boolean;
}

export interface Stand {
  served: number;
  limited: number;
  wanted: number;
  got: number;
}

export const nothing = { limited: 0, unlucky: 0, used: 0, left: 0, spare: 0, wanted: 0, got: 0 };

const enoughOf = ({ left, spare }: typeof nothing) => Math.min(least * left, left - Math.max(spare, 1));

export function judgeUse(sum: typeof nothing): string[] {
  const complaints: string[] = [];
  if (sum.limited > sum.unlucky) complaints.push(`${sum.limited} were answered with 429`);
  const used = sum.used / sum.left;
  if (sum.used < enoughOf(sum))
    complaints.push(`only ${(used * 100).toFixed(1)} % of what was left were used`);
  if (sum.got < sum.wanted * 0.75) complaints.push(`the other program got ${sum.got} of ${sum.wanted}`);
  return complaints;
}

export function sumOf(
  group: readonly Subject[],
  before: Map<string, Stand>,
  after: Map<string, Stand>,
  { judged, keptAtEnd, endsBeforeMs, unlucky }: Size,
) {
  const sum = { ...nothing, unlucky: group.some(({ others }) => others) ? unlucky : 0 };
  for (const { userUri, limit, others } of group) {
    const [from, to] = [before.get(userUri)!, after.get(userUri)!];
    const got = to.got - from.got;
    const wanted = to.wanted - from.wanted;
    sum.limited += to.limited - from.limited - (wanted - got);
    sum.used += to.served - from.served - got;
    const kept = keptAtEnd + (others ? Math.ceil((limit * share * endsBeforeMs) / 60_000) : 0);
    sum.left += limit * judged - kept - got;
    sum.spare += others ? keptBesideOthers * judged : 0;
    sum.wanted += wanted;
    sum.got += got;
  }
  return sum;
}

/** Whole minutes are theirs but for what is kept when the time ends, or as many seconds of the ceiling if that is less. */
export function sumUnderCeiling(
  group: readonly Subject[],
  before: Map<string, Stand>,
  after: Map<string, Stand>,
  { ceilingSeconds, ...size }: Size,
): typeof nothing {
  const minutes = Math.max(ceilingSeconds / 60, 1);
  const sum = sumOf(group, before, after, { ...size, ceilingSeconds, judged: minutes });
  const ceilings = group.length * ceiling * ceilingSeconds;
  // Each may have one on its way when the time ends.
  const used = sum.used + group.length;
  return sum.left < ceilings ? { ...sum, used } : { ...sum, used, left: ceilings, spare: 0 };
}

export function groupsOf(subjects: readonly Subject[]): [name: string, group: Subject[]][] {
  return (['free', 'paid'] as const).flatMap((stage) =>
    [false, true].map((shared): [string, Subject[]] => [
      `${stage}${shared ? ' beside another program' : ''}`,
      subjects.filter((one) => one.stage === stage && one.others === shared),
    ]),
  );
}

/** Alone and beside another program apart, so that neither hides behind the other. */
export function judgeAllLive(
  { live, failed }: MemberReport,
  subjects: readonly Subject[],
  { prompt }: Size,
  where: string,
  tally: Tally,
  say: (line: string) => void,
): void {
  // What was limited, the emulator counted.
  const failures = Object.entries(failed).filter(([kind]) => kind !== 'limited');
  tally.judge(
    `calls${where}`,
    failures.map(([kind, count]) => `${count} failed: ${kind}`),
  );
  for (const shared of [false, true]) {
    const group = new Set(subjects.filter(({ others }) => others === shared).map(({ userUri }) => userUri));
    const waits = live.filter(({ userUri }) => group.has(userUri)).map(({ ms }) => ms);
    const name = `live work${where}${shared ? ' beside another program' : ''}`;
    const late = waits.filter((wait) => wait > longestWaitMs);
    say(`${name}: ${late.length} of ${waits.length} waited longer than a second: ${late.join(', ')}`);
    // A few seconds may pass without one.
    if (where === '' || waits.length > 0) tally.judge(name, judgeLive(waits, prompt));
    tally.count('live calls', waits.length);
  }
}

function judgeLive(all: readonly number[], prompt: number): string[] {
  const complaints: string[] = [];
  const waits = all.toSorted((one, other) => one - other);
  // The nearest rank: so large a part waited no longer than that.
  const late = waits[Math.ceil(waits.length * prompt) - 1];
  if (late === undefined) complaints.push('no live call was made');
  else if (late > longestWaitMs)
    complaints.push(`${prompt} of ${waits.length} live calls took up to ${Math.round(late)} ms`);
  return complaints;
}

export function toldUse(name: string, sum: typeof nothing): string {
  const { used, left, limited, got, wanted } = sum;
  const percent = ((used / left) * 100).toFixed(1);
  const enough = enoughOf(sum);
  const why = enough < least * left ? `, ${enough} are enough (decision 0018 says why)` : '';
  const others = wanted > 0 ? `; the other program got ${got} of ${wanted}` : '';
  return `${name}: ${used} of ${left} used, ${percent} %${why}; ${limited} answered with 429${others}`;
}

/** The positive control: idleness, a 429, a starved program and a slow call must be noticed. */
export function notice(tally: Tally): void {
  const idle = judgeUse({ ...nothing, left: 100 });
  const greedy = judgeUse({ ...nothing, limited: 1, used: 100, left: 100, wanted: 10, got: 2 });
  const silent = judgeLive([], 0.99);
  const slow = judgeLive(Array(100).fill(2000), 0.99);
  const seen = [idle.length, greedy.length, silent.length, slow.length].join();
  tally.judge('control', seen === '1,2,1,1' ? [] : [`what is bad was not noticed: ${seen}`]);
}
