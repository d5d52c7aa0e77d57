/** What stands beneath the button: the way so far, or how it ended. */
import type { ConnectProgress, ConnectStage } from '../connect-types.ts';
import type { Shown } from './connect-button.tsx';
import type { ConnectWords } from './words.ts';

export function describe(words: ConnectWords, { progress, result, failed }: Shown): string {
  if (failed) return words.failed;
  if (result?.outcome === 'closed') return words.closed;
  if (result?.outcome === 'ended') return words.ended;
  if (result?.outcome === 'refused') return `${result.words} ${result.wayOut}`;
  if (!progress) return '';
  const steps = [words.opened, words.atCalendly, words.back, words.subscription, words.meetings];
  const { read = 0, total = null } = progress.meetings ?? {};
  const count = total === null ? ` ${read}` : ` ${read} / ${total}`;
  return steps
    .slice(0, stepOf(progress))
    .map((step, at) => (at === 4 ? step + count : step))
    .join(' → ');
}

const stepOfStage: Partial<Record<ConnectStage, number>> = {
  opened: 1,
  at_calendly: 2,
  asks: 3,
  connected: 3,
};

function stepOf({ stage, subscription, meetings }: ConnectProgress): number {
  if (stage !== 'connected') return stepOfStage[stage] ?? 0;
  if (meetings && meetings.state !== 'waiting') return 5;
  return subscription === 'active' ? 4 : 3;
}
