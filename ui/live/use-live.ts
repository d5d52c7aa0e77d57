/** The stream, begun with the first page that is shown to somebody who is signed in. */
import { useSyncExternalStore } from 'react';
import { address } from '../api.ts';
import { queryClient, sessionQuery } from '../queries.ts';
import { createApply } from './apply.ts';
import { openShared } from './one-source.ts';
import { createLiveStream, type LiveState, type LiveStream } from './stream.ts';

let stream: LiveStream | undefined;

function theStream(): LiveStream {
  stream ??= createLiveStream({
    open: (after) => openShared(() => address('/api/v1/live', { after: after() })),
    onChanges: createApply(queryClient),
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

export function stopLive(): void {
  stream?.stop();
  stream = undefined;
}
