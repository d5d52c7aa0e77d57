/** From what was seen to what is known: pure. A question that was not settled says why. */
import type { Evidence } from './evidence.ts';
import { oauthQuestions } from './oauth-questions.ts';
import type { Question } from './question.ts';
import { webhookQuestions } from './webhook-questions.ts';

export const questions: Readonly<Record<string, Question>> = { ...oauthQuestions, ...webhookQuestions };

export interface Finding {
  /** As the emulator calls the mode. */
  name: string;
  unknown: string | null;
  asks: string;
  /** Null: it stays open. */
  value: string | null;
  /** What was seen, or why it stays open. */
  seen: string;
  /** What the value means for this service; null while it is open. */
  means: string | null;
}

export function judge(evidence: Evidence): Finding[] {
  return Object.entries(questions).map(([name, { unknown = null, asks, values, tell }]) => {
    const told = tell(evidence);
    if ('open' in told) return { name, unknown, asks, value: null, seen: told.open, means: null };
    return { name, unknown, asks, value: told.value, seen: told.seen, means: values[told.value] ?? null };
  });
}

/** What was settled, as the emulator takes it. */
export function modesOf(findings: readonly Finding[]): Record<string, string> {
  return Object.fromEntries(findings.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])));
}
