/** The life of something of ours, told in words from the record of what moved. */
import type { Change, TimelineEntry } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';
import { listChangesOf } from './feed.ts';

const entries = 100;

/** Newest first, of everything that is named together. */
export async function tellTimeline(
  tx: Tx,
  subjects: Change['subject'][],
  wordsOf: (change: Change) => string,
): Promise<TimelineEntry[]> {
  const changes = await listChangesOf(tx, subjects, entries);
  return changes.map((change) => ({
    at: change.at,
    type: change.type,
    words: wordsOf(change),
    source: sources[change.cause],
  }));
}

const sources: Readonly<Record<Change['cause'], TimelineEntry['source']>> = {
  delivery: 'delivery',
  backfill: 'backfill',
  reconciliation: 'reconciliation',
  request: 'person',
  system: 'slotwire',
};
