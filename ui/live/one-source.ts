/**
 * One connection for all tabs of a browser (HTTP/1.1 allows six in all): the tab that holds the lock listens and
 * tells the others; when it goes, the next one takes over from its own cursor. Where a proxy swallows the stream, it
 * asks for one answer after the other instead.
 */
import { address, shownTenant } from '../api.ts';
import { listenByPolling } from './polling.ts';

/** A stream says `ready` at once; one that has said nothing by then is held back on the way. */
const patienceMs = 4000;

/** Known for good once it was noticed: the proxy stays where it is. */
let swallowed = false;

export interface Source {
  addEventListener(type: string, listener: (told: MessageEvent) => void): void;
  close(): void;
}

export interface Told {
  type: string;
  data?: string;
  lastEventId?: string;
}

type Tell = (told: Told) => void;

/** `after` tells the cursor at the time it is asked. */
export function openShared(after: () => string | undefined): Source {
  // Tabs of one tenant share a source; those of another have their own.
  const name = `slotwire-live ${shownTenant()}`;
  const target = new EventTarget();
  const channel = new BroadcastChannel(name);
  const closed = new AbortController();
  let last: Told | undefined;

  const emit = ({ type, ...told }: Told) => target.dispatchEvent(new MessageEvent(type, told));
  const tell: Tell = (told) => {
    last = told;
    // Whoever hears of an error closes this source, so the other tabs are told first.
    channel.postMessage(told);
    emit(told);
  };
  const listen = async () => {
    if (!swallowed) swallowed = await listenToStream(after(), tell, closed.signal);
    if (swallowed && !closed.signal.aborted) await listenByPolling(after(), tell, closed.signal);
  };

  channel.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    if (data.type !== 'hello') emit(data);
    else if (last && last.type !== 'error')
      channel.postMessage({ type: 'ready', lastEventId: last.lastEventId });
  });
  // Only pages from a secure origin have locks; others listen each for themselves.
  if (navigator.locks)
    navigator.locks.request(name, { signal: closed.signal }, listen).catch(() => undefined);
  else void listen();
  channel.postMessage({ type: 'hello' });

  return {
    addEventListener: (type, listener) => target.addEventListener(type, listener as EventListener),
    close() {
      closed.abort();
      channel.close();
    },
  };
}

/** Until it is closed: false; or true when nothing came through in time. */
function listenToStream(after: string | undefined, tell: Tell, closed: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const source = new EventSource(address('/api/v1/live', { after, tenant: shownTenant() }));
    const end = (heldBack: boolean) => {
      clearTimeout(timer);
      source.close();
      resolve(heldBack);
    };
    const timer = setTimeout(() => end(true), patienceMs);
    for (const type of ['ready', 'change', 'deliveries']) {
      source.addEventListener(type, ({ data, lastEventId }) => {
        clearTimeout(timer);
        tell({ type, data, lastEventId });
      });
    }
    source.addEventListener('error', () => {
      clearTimeout(timer);
      tell({ type: 'error' });
    });
    closed.addEventListener('abort', () => end(false));
  });
}
