/**
 * One connection for all tabs of a browser (HTTP/1.1 allows six in all): the tab that holds the lock listens and
 * tells the others; when it goes, the next one takes over from its own cursor.
 */
const name = 'slotwire-live';

export interface Source {
  addEventListener(type: string, listener: (told: MessageEvent) => void): void;
  close(): void;
}

interface Told {
  type: string;
  data?: string;
  lastEventId?: string;
}

export function openShared(address: () => string): Source {
  const target = new EventTarget();
  const channel = new BroadcastChannel(name);
  const closed = new AbortController();
  let real: EventSource | undefined;
  let lastEventId = '';

  const emit = ({ type, ...told }: Told) => target.dispatchEvent(new MessageEvent(type, told));
  const tell = (told: Told) => {
    lastEventId = told.lastEventId || lastEventId;
    // Whoever hears of an error closes this source, so the other tabs are told first.
    channel.postMessage(told);
    emit(told);
  };
  const listen = () =>
    new Promise<void>((release) => {
      const source = new EventSource(address());
      real = source;
      for (const type of ['ready', 'change', 'deliveries']) {
        source.addEventListener(type, ({ data, lastEventId: id }) => tell({ type, data, lastEventId: id }));
      }
      source.addEventListener('error', () => tell({ type: 'error' }));
      closed.signal.addEventListener('abort', () => {
        source.close();
        release();
      });
    });

  channel.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    if (data.type !== 'hello') emit(data);
    else if (real?.readyState === EventSource.OPEN) channel.postMessage({ type: 'ready', lastEventId });
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
