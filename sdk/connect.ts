/**
 * Lets a person connect their Calendly from a page of the application, in a window of its own or in the same one: no
 * dependency, no framework. Slotwire serves it as a module as well, at `/connect/connect.js`.
 */
import type { ConnectMessage, ConnectProgress, ConnectSession } from './connect-types.ts';

/** Has the application's own backend make a session (`POST /api/v1/users/{userId}/connect-sessions`). */
export type MakeSession = () => Promise<Pick<ConnectSession, 'url'>>;

export interface ConnectOptions {
  /** One that was made with `origin`. */
  session: MakeSession;
  /** Each time it is further. */
  onProgress?(progress: ConnectProgress): void;
  /** Gives up waiting; the window stays. */
  signal?: AbortSignal;
}

/**
 * How it ended. `closed`: the window was closed and nothing changed · `blocked`: the browser opened no window; send it to
 * `url` by a link that is pressed · `ended`: nobody used the session in time.
 */
export type ConnectResult =
  | Extract<ConnectMessage, { outcome: 'connected' | 'disconnected' }>
  | Extract<ConnectMessage, { outcome: 'refused' }>
  | { type: 'slotwire.connect'; outcome: 'closed' | 'ended' }
  | { type: 'slotwire.connect'; outcome: 'blocked'; url: string };

/** What a browser brings back that went away in the same window; `code` is one of the codes of a refused `ConnectResult`. */
export type ReturnedResult =
  | { outcome: 'connected'; accountId: string }
  | { outcome: 'refused'; code: string };

const size = { width: 520, height: 720 };
const everyMs = 1000;
/** A page of Calendly's may cut its window off, which then looks closed; nobody closes it as fast. */
const cutOffMs = 3000;

/**
 * Call it in the handler of a press: browsers open windows only then. Resolves when it has ended.
 * @throws what `session` throws, and the reason of `signal`
 */
export async function connectCalendly(options: ConnectOptions): Promise<ConnectResult> {
  const opened = openWindow();
  try {
    const { href: url, origin } = new URL((await options.session()).url);
    if (!opened) return { type: 'slotwire.connect', outcome: 'blocked', url };
    opened.location.href = url;
    return await untilEnded(opened, { url, origin }, options);
  } catch (error) {
    if (!options.signal?.aborted) opened?.close();
    throw error;
  }
}

/** Leaves the page for a session that was made with `returnTo`, and comes back to that. */
export async function goConnectCalendly(session: MakeSession): Promise<void> {
  window.location.assign(new URL((await session()).url));
}

/** On the page that `returnTo` names: how it ended, taken out of the address. Undefined when nothing has. */
export function takeReturned(): ReturnedResult | undefined {
  const address = new URL(window.location.href);
  const accountId = address.searchParams.get('connected');
  const code = address.searchParams.get('connect_error');
  address.searchParams.delete('connected');
  address.searchParams.delete('connect_error');
  if (accountId === null && code === null) return undefined;
  window.history.replaceState(window.history.state, '', address);
  return accountId !== null ? { outcome: 'connected', accountId } : { outcome: 'refused', code: code! };
}

/** How far a session is: undefined when it cannot be asked just now, null when it is forgotten. */
export async function readProgress(
  url: string,
  signal?: AbortSignal,
): Promise<ConnectProgress | null | undefined> {
  const asked = fetch(`${url}/progress`, { signal: signal ?? null, credentials: 'omit' });
  const answer = await asked.catch(() => undefined);
  if (answer?.status === 410) return null;
  return answer?.ok ? ((await answer.json()) as ConnectProgress) : undefined;
}

/** At once, so that it is of the press; it is never blank. */
function openWindow(): Window | null {
  const left = Math.round(window.screenX + Math.max(0, (window.outerWidth - size.width) / 2));
  const top = Math.round(window.screenY + Math.max(0, (window.outerHeight - size.height) / 2));
  const place = `popup,width=${size.width},height=${size.height},left=${left},top=${top}`;
  const opened = window.open('about:blank', '_blank', place);
  if (opened) {
    opened.document.title = 'Calendly';
    opened.document.body.textContent = 'Calendly …';
  }
  return opened;
}

interface Session {
  url: string;
  /** Slotwire's. */
  origin: string;
}

function untilEnded(opened: Window, session: Session, options: ConnectOptions): Promise<ConnectResult> {
  const ended = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, ended.signal]) : ended.signal;
  const told = new Promise<ConnectResult>((resolve, reject) => {
    const hear = ({ source, origin, data }: MessageEvent<ConnectMessage>) => {
      if (source === opened && origin === session.origin && data?.type === 'slotwire.connect') resolve(data);
    };
    window.addEventListener('message', hear, { signal });
    options.signal?.addEventListener('abort', () => reject(options.signal?.reason), { signal });
  });
  return Promise.race([told, watch(opened, session.url, options, signal)]).finally(() => ended.abort());
}

/** Asks Slotwire, since the window may be unable to tell. */
async function watch(
  opened: Window,
  url: string,
  { onProgress }: ConnectOptions,
  signal: AbortSignal,
): Promise<ConnectResult> {
  let leftAt: number | undefined;
  let isCutOff = false;
  for (;;) {
    signal.throwIfAborted();
    const closed = opened.closed;
    const progress = await readProgress(url, signal);
    signal.throwIfAborted();
    if (progress) onProgress?.(progress);
    if (progress?.stage === 'at_calendly') leftAt ??= Date.now();
    isCutOff ||= closed && leftAt !== undefined && Date.now() - leftAt < cutOffMs;
    const result = resultOf(progress, closed, isCutOff);
    if (result) return result;
    await sleep(everyMs);
  }
}

/** Undefined while it goes on. A refusal may be tried again in the window, as long as that is there. */
function resultOf(
  progress: ConnectProgress | null | undefined,
  closed: boolean,
  isCutOff: boolean,
): ConnectResult | undefined {
  const type = 'slotwire.connect';
  if (progress === undefined) return undefined;
  if (progress === null || progress.stage === 'ended') return { type, outcome: 'ended' };
  const { stage, accountId, refusal } = progress;
  if (stage === 'connected' || stage === 'disconnected') return { type, outcome: stage, accountId };
  if (refusal && closed) return { type, outcome: 'refused', accountId, ...refusal };
  if (closed && !isCutOff && stage !== 'disconnecting') return { type, outcome: 'closed' };
  return undefined;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
