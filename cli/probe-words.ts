/** What `slotwire probe` says to the person at the terminal: steps as they begin, and the report at its end. */
import type { Finding, ProbeReport, Step } from '../server/probe/index.ts';
import { quiet, say, sayDone, strong } from './output.ts';

const minutes = (seconds: number) => (seconds < 7200 ? `${seconds / 60} min` : `${seconds / 3600} h`);

export function tellStep(step: Step): void {
  if (step.kind === 'told') {
    say(quiet(step.words));
    return;
  }
  say();
  say(strong(step.words));
  if (step.kind !== 'wait') say(`  ${step.open}`);
  const patience =
    step.kind === 'wait'
      ? `Waits at most ${minutes(step.untilSeconds)}.`
      : 'It goes on by itself once that was done.';
  say(quiet(`  ${patience} Enter goes on without it; Ctrl-C stops and cleans up.`));
}

export function tellReport(
  { at, standing, findings, modes, left, stopped }: ProbeReport,
  settings: string[],
): void {
  const known = findings.filter(({ value }) => value !== null);
  const open = findings.filter(({ value }) => value === null);
  const account = [standing.stage, standing.plan, standing.role].filter(Boolean).join(', ');
  say();
  say(strong(`What Calendly does, ${at}${account && ` (the account: ${account})`}`));
  for (const finding of known) tellKnown(finding);
  if (open.length > 0) say(strong('Not settled'));
  for (const { asks, seen } of open) {
    say(`? ${asks}`);
    say(quiet(`    ${seen}`));
  }
  say(strong('Settings that follow'));
  for (const setting of settings) say(`  ${setting}`);
  if (settings.length === 0) say('  None.');
  say(strong('For the emulator, under `modes` of a seed file'));
  say(`  ${JSON.stringify(modes)}`);
  tellLeft(left);
  if (stopped) say('It was stopped before its end; it can be run again.');
}

function tellKnown({ asks, value, seen, means, unknown }: Finding): void {
  sayDone(`${asks} ${strong(value!)}${unknown ? quiet(` ${unknown}`) : ''}`);
  say(quiet(`    ${seen} ${means ?? ''}`));
}

function tellLeft({ subscriptions, grants }: ProbeReport['left']): void {
  if (subscriptions + grants === 0) {
    sayDone('Nothing of the probe is left at Calendly.');
    return;
  }
  say(`Left at Calendly: ${subscriptions} subscriptions, ${grants} grants.`);
  say('  The next run removes the subscriptions; the person ends the access in their Calendly settings.');
}
