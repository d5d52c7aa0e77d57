/** One thing done at the emulator, and how far it has come: asked until it was applied, told when it is on this screen. */
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Change, TrialStep, TrialTrace } from '../../sdk/index.ts';
import { address, get } from '../api.ts';
import { onChanges } from '../live/use-live.ts';

export interface TrialRun {
  /** What was done, in a word. */
  verb: string;
  step: TrialStep;
  trace: TrialTrace;
  /** When the change stood on this screen, by the service's clock. */
  shownAt: number | null;
  /** It did not arrive in time. */
  late: boolean;
}

const askMs = 100;
const patienceMs = 15_000;
const nothing: TrialTrace = { receivedAt: null, key: null, appliedAt: null, meetingId: null };

export function useTrial() {
  const [run, setRun] = useState<TrialRun & { aheadMs: number }>();
  const begin = useMutation({
    mutationFn: ({ act }: { verb: string; act(): Promise<TrialStep> }) => act(),
    onSuccess(step, { verb }) {
      // The service's clock may follow one that was moved.
      const aheadMs = Date.parse(step.now) - Date.now();
      setRun({ verb, step, trace: nothing, shownAt: null, late: false, aheadMs });
    },
  });
  const step = run?.step;

  useEffect(() => {
    if (!step) return;
    const change = (changes: Partial<TrialRun>) =>
      setRun((before) => (before?.step === step ? { ...before, ...changes } : before));
    const ended = new AbortController();
    void followTrace(step, ended.signal, change);
    const stop = onChanges((changes) => {
      if (!changes.some((one) => tellsOf(one, step))) return;
      // Two frames later it has been painted.
      requestAnimationFrame(() =>
        requestAnimationFrame(() =>
          setRun((before) =>
            before?.step === step && before.shownAt === null
              ? { ...before, shownAt: Date.now() + before.aheadMs }
              : before,
          ),
        ),
      );
    });
    return () => {
      ended.abort();
      stop();
    };
  }, [step]);

  return {
    run,
    pending: begin.isPending,
    error: begin.error,
    start: (verb: string, act: () => Promise<TrialStep>) => begin.mutate({ verb, act }),
  };
}

async function followTrace(
  step: TrialStep,
  ended: AbortSignal,
  change: (changes: Partial<TrialRun>) => void,
): Promise<void> {
  const { accountId, event, invitee, after } = step;
  const until = Date.now() + patienceMs;
  while (!ended.aborted && Date.now() < until) {
    const trace = await get<TrialTrace>(
      address('/api/v1/trial/trace', { accountId, event, invitee, after }),
      ended,
    ).catch(() => nothing);
    if (ended.aborted) return;
    change({ trace });
    if (trace.meetingId) return;
    await new Promise((resolve) => setTimeout(resolve, askMs));
  }
  change({ late: true });
}

function tellsOf({ subject, data }: Change, { invitee }: TrialStep): boolean {
  const uri = (data as { invitee?: { uri?: string } }).invitee?.uri;
  return subject.kind === 'meeting' && uri !== undefined && uri.endsWith(`/${invitee}`);
}
