/**
 * A Connect button for React, with the way that a connect goes beneath it. It brings no style of its own but the
 * platform's; `className` and the parts' `data-slotwire` are there to give it one.
 */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type ConnectResult, connectCalendly, type MakeSession, readProgress } from '../connect.ts';
import type { ConnectProgress } from '../connect-types.ts';
import { describe } from './describe.ts';
import { type ConnectWords, connectWords } from './words.ts';

export interface ConnectButtonProps {
  session: MakeSession;
  /** Each time one has ended. */
  onResult?(result: ConnectResult): void;
  /** What `session` threw; the person is told to try again. */
  onError?(error: unknown): void;
  /** What stands on it; *Connect Calendly* unless told. */
  children?: ReactNode;
  className?: string;
  /** The person's; English unless told. */
  language?: keyof typeof connectWords;
}

/** What the person is shown. `failed`: no session could be made. */
export interface Shown {
  progress?: ConnectProgress;
  result?: ConnectResult;
  failed?: true;
}

export function ConnectButton({ children, className, language = 'en', ...of }: ConnectButtonProps) {
  const words: ConnectWords = connectWords[language];
  const { shown, press } = useConnect(of);
  const { result, failed } = shown;
  const again = failed || (result && result.outcome !== 'connected');
  return (
    <div data-slotwire="connect">
      <button type="button" className={className} onClick={press}>
        {again ? words.again : (children ?? words.connect)}
      </button>
      <div role="status" data-slotwire="status">
        {result?.outcome === 'blocked' ? (
          <a href={result.url}>{words.open}</a>
        ) : (
          <p>{describe(words, shown)}</p>
        )}
      </div>
    </div>
  );
}

function useConnect({ session, onResult, onError }: ConnectButtonProps) {
  const [shown, setShown] = useState<Shown>({});
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  async function connect(signal: AbortSignal): Promise<{ url: string; result: ConnectResult } | undefined> {
    let url = '';
    const remembered = async () => {
      const made = await session();
      url = made.url;
      return made;
    };
    const onProgress = (progress: ConnectProgress) => setShown({ progress });
    try {
      const result = await connectCalendly({ session: remembered, onProgress, signal });
      setShown((before) => ({ ...before, result }));
      return { url, result };
    } catch (error) {
      if (signal.aborted) return undefined;
      setShown({ failed: true });
      onError?.(error);
      return undefined;
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    const ended = await connect(signal);
    if (!ended) return;
    onResult?.(ended.result);
    if (ended.result.outcome === 'connected') await followReading(ended.url, setShown, ended.result, signal);
  }

  const press = () => {
    running.current?.abort();
    running.current = new AbortController();
    setShown({});
    void run(running.current.signal);
  };
  return { shown, press };
}

/** After it is connected: until everything that stands at Calendly was read once. */
async function followReading(
  url: string,
  show: (shown: Shown) => void,
  result: ConnectResult,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const progress = await readProgress(url, signal);
    if (signal.aborted || progress === null) return;
    if (progress) show({ progress, result });
    if (progress?.meetings?.state === 'done') return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
