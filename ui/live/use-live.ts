/** The stream, begun with the first page that is shown to somebody who is signed in. */
import { useSyncExternalStore } from 'react';
import type { Change } from '../../sdk/index.ts';
import { queryClient, sessionQuery } from '../queries.ts';
import { createApply } from './apply.ts';
import { openShared } from './one-source.ts';
import { createLiveStream, type LiveState, type LiveStream } from './stream.ts';

let stream: LiveStream | undefined;
const listeners = new Set<(changes: Change[]) => void>();

function theStream(): LiveStream {
  const apply = createApply(queryClient);
  stream ??= createLiveStream({
    open: openShared,
    onChanges(changes, gap, deliveries) {
      apply(changes, gap, deliveries);
      for (const listener of listeners) listener(changes);
    },
    // It may be the session that ended.
    onOffline: () => void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    now: Date.now,
  });
  return stream;
}

export function useLive(): LiveState & Pick<LiveStream, 'pause' | 'resume' | 'tryNow'> {
  const { subscribe, state, pause, resume, tryNow } = theStream();
  return { ...useSyncExternalStore(subscribe, state), pause, resume, tryNow };
}

/** Hears of changes when they are shown; returns how to stop. */
export function onChanges(listener: (changes: Change[]) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function stopLive(): void {
  stream?.stop();
  stream = undefined;
}
