/** The same changes as the stream tells, asked for one answer after the other. */
import type { Change, Page } from '../../sdk/index.ts';
import { address, get } from '../api.ts';
import type { Told } from './one-source.ts';

/** Until it is closed, or an answer fails. */
export async function listenByPolling(
  after: string | undefined,
  tell: (told: Told) => void,
  closed: AbortSignal,
): Promise<void> {
  const ask = (cursor: string | undefined, waitSeconds?: number) =>
    get<Page<Change>>(address('/api/v1/live/next', { after: cursor, waitSeconds }), closed);
  try {
    // What came meanwhile is told at once, and so is that it works.
    let answer = await ask(after, 0);
    tell({ type: 'ready', lastEventId: after ?? answer.nextCursor! });
    while (!closed.aborted) {
      for (const change of answer.items) {
        tell({ type: 'change', data: JSON.stringify(change), lastEventId: change.cursor });
      }
      answer = await ask(answer.nextCursor ?? undefined);
      // An answer does not say whether it was deliveries that it came for.
      tell({ type: 'deliveries' });
    }
  } catch {
    if (!closed.aborted) tell({ type: 'error' });
  }
}
