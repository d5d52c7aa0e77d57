/** The lines of a test in words: pure. What failed says so in the API's own; the rest is told from its facts. */
import type { TestLine, TestReport } from '../../sdk/index.ts';
import { marks } from '../kit/states.ts';
import { plain } from '../kit/text.tsx';

type Step = TestLine['step'];

/** The steps of a connection's test in their order; an account's has all but the first. */
export const steps: Record<Step, string> = {
  client: 'Client ID and secret',
  calendly: 'Calendly answers',
  permissions: 'Permissions',
  subscription: 'Subscription',
  address: 'Public address',
  delivery: 'Signed delivery',
  clock: 'Clock',
};

/** What of a line stands beside its name. */
export function lineWords(line: TestLine, { lines }: TestReport): string {
  if (line.outcome === 'failed') return [line.words, saidOf(line), line.wayOut].filter(Boolean).join(' ');
  if (line.outcome === 'not_tried') return whyNot(line, lines);
  return told[line.step](line.facts);
}

/** `4 passed, 1 failed`: what a reader hears first. */
export function summaryOf({ lines }: TestReport): string {
  const counted = (['failed', 'passed', 'waiting', 'not_tried'] as const).map((outcome) => ({
    count: lines.filter((line) => line.outcome === outcome).length,
    word: marks[outcome].word.toLowerCase(),
  }));
  return counted
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => `${count} ${word}`)
    .join(', ');
}

/** The whole result to be pasted elsewhere. No line has a secret among its facts. */
export function reportText(of: string, at: string, report: TestReport): string {
  const lines = report.lines.map(
    (line) => `${marks[line.outcome].word}: ${steps[line.step]}. ${lineWords(line, report)}`,
  );
  return [`Test of ${plain(of)}, ${at}: ${summaryOf(report)}`, ...lines].join('\n');
}

const told: Record<Step, (facts: TestLine['facts']) => string> = {
  client: () => 'Calendly accepts them together.',
  calendly: ({ name, email }) => `Our access speaks for ${plain(`${name}, ${email}`)}.`,
  permissions: ({ granted }) => `All that is wanted is granted, ${lengthOf(granted)} in all.`,
  subscription: ({ topics }) => `Active at our address, for ${lengthOf(topics)} topics.`,
  address: () => 'What is posted there arrives here.',
  delivery: ({ keyInUse }) =>
    keyInUse === null
      ? 'The first delivery proves address and key. None has come yet, and nothing is wrong.'
      : `Deliveries arrive and are verified with ${keys[String(keyInUse)] ?? 'a key of ours'}.`,
  clock: ({ aheadSeconds }) => clockWords(Number(aheadSeconds)),
};

const keys: Record<string, string> = {
  own: 'their own key',
  previous: 'the previous key',
  application: 'the application’s key',
};

function clockWords(ahead: number): string {
  if (ahead === 0) return 'To the second as Calendly’s.';
  return `${Math.abs(ahead)} s ${ahead > 0 ? 'ahead of' : 'behind'} Calendly’s, which does no harm.`;
}

/** What was answered, and which permissions are missing. */
function saidOf({ step, facts }: TestLine): string {
  const { words, missing, status, error } = facts;
  if (step === 'address') return status === null ? `No answer: ${error}.` : `It answers ${status}.`;
  if (Array.isArray(missing)) return `Missing: ${missing.join(', ')}.`;
  return typeof words === 'string' ? `Calendly says: ${plain(words)}` : '';
}

function whyNot({ step, facts }: TestLine, lines: TestLine[]): string {
  const outcomeOf = (one: Step) => lines.find((line) => line.step === one)?.outcome;
  if (step === 'client') return 'Asked a moment ago. Try again in a minute.';
  if (facts.how === 'polling') return 'Calendly cannot reach this machine, so it is asked instead.';
  if (step === 'address' && outcomeOf('calendly') === 'passed') return 'It has no address yet.';
  if (outcomeOf('calendly') === 'not_tried') return 'Your own account is not connected through it.';
  if (outcomeOf('calendly') === 'failed') return 'It needs the access that failed above.';
  return 'Calendly has not told its time yet.';
}

function lengthOf(list: TestLine['facts'][string] | undefined): number {
  return Array.isArray(list) ? list.length : 0;
}
