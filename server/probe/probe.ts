/**
 * Settles at Calendly what its documents leave open, with one application that nothing else uses, one account and one
 * booking. Whatever it makes there (grants, subscriptions) is its own and is removed at the end, however it ends.
 */
import { type Calendly, isCalendlyError } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import { Failure } from '../errors.ts';
import type { Ids } from '../ids.ts';
import { book, watchMoves, watchRetry } from './booking-stages.ts';
import { anyGrant, consentAgain, consentFirst, useTwice } from './consent-stages.ts';
import type { Evidence } from './evidence.ts';
import { createGrants } from './grants.ts';
import { type Finding, judge, modesOf } from './judge.ts';
import { bookByApi, cancelBooking, watchJoining, watchLimit } from './later-stages.ts';
import { listen } from './listener.ts';
import type { Asked, Parts } from './parts.ts';
import type { TellPerson } from './person.ts';
import { subscribe } from './subscription-stages.ts';
import { createOwnSubscriptions } from './subscriptions.ts';
import { createWait, Stopped } from './wait.ts';

export interface ProbeReport {
  at: string;
  /** Of the account that was tried, as Calendly names them. */
  standing: { stage: string | null; plan: string | null; role: string | null };
  findings: Finding[];
  /** What was settled, as a seed file of the emulator takes it under `modes`. */
  modes: Record<string, string>;
  /** What could not be removed at Calendly. */
  left: { subscriptions: number; grants: number };
  /** Whether it was stopped before its end. */
  stopped: boolean;
}

export interface Probe {
  /** Nothing more of the present step is waited for. */
  skip(): void;
  /** @throws Failure `port_taken`, `client_refused` */
  run(): Promise<ProbeReport>;
}

export function createProbe(deps: {
  calendly: Calendly;
  clock: Clock;
  ids: Ids;
  asked: Asked;
  /** Where it listens, and where browsers and Calendly reach that. */
  place: { host: string; port: number; publicUrl: string };
  tell: TellPerson;
  signal: AbortSignal;
  /** How often it looks whether something came here, and how often it asks Calendly. */
  everyMs?: number;
  askEveryMs?: number;
}): Probe {
  const { clock, ids, calendly, asked, tell, signal, everyMs = 500, askEveryMs = 10_000 } = deps;
  const wait = createWait({ clock, signal, everyMs });

  return {
    skip: wait.skip,
    async run() {
      const listener = await listen({ ...deps.place, token: ids.secret(), now: clock.now });
      const grants = createGrants({ calendly, clock, ids, listener, tell, wait });
      const subscriptions = createOwnSubscriptions({ calendly, ids, listener, grants });
      const evidence: Evidence = {};
      const shared = {
        asked,
        calendly,
        clock,
        listener,
        grants,
        subscriptions,
        wait,
        tell,
        askEveryMs,
        evidence,
      };
      const parts: Parts = { ...shared, held: { grant: undefined } };
      let stopped = false;
      try {
        await goThrough(parts);
      } catch (error) {
        if (!(error instanceof Stopped)) throw error;
        stopped = true;
      } finally {
        tell({ kind: 'told', words: 'Removing what was made at Calendly.' });
        await cleanUp(parts);
        await listener.stop();
      }
      const { standing = { stage: null, plan: null, role: null } } = evidence;
      const findings = judge(evidence);
      const left = { subscriptions: subscriptions.standing(), grants: grants.standing() };
      return { at: clock.iso(), standing, findings, modes: modesOf(findings), left, stopped };
    },
  };
}

/** As far as it goes: what is left is counted. */
async function cleanUp({ grants, subscriptions, held }: Parts): Promise<void> {
  if (held.grant) await grants.keep(held.grant).catch(() => undefined);
  await subscriptions.removeAll(held.grant);
  await grants.revokeAll();
}

async function goThrough(parts: Parts): Promise<void> {
  const first = await stage(parts, () => consentFirst(parts));
  if (!first) return;
  await stage(parts, () => bookByApi(parts));
  const listening = await stage(parts, () => subscribe(parts));
  if (listening) {
    const booked = await stage(parts, async () => book(parts, await pageOf(parts)));
    if (booked) {
      await stage(parts, () => watchRetry(parts, listening));
      const moved = await stage(parts, () => watchMoves(parts, booked));
      await stage(parts, () => watchJoining(parts));
      await stage(parts, () => cancelBooking(parts, moved ?? booked));
    }
  }
  await stage(parts, () => watchLimit(parts));
  await stage(parts, () => consentAgain(parts));
  // A refresh token that is used twice may end the grant that these are removed with.
  await stage(parts, async () => {
    if (parts.subscriptions.standing() > 0) await parts.subscriptions.removeAll(await anyGrant(parts));
  });
  await stage(parts, () => useTwice(parts, first));
}

async function pageOf({ calendly, grants, held }: Parts): Promise<string> {
  const { scheduling_url: page } = await calendly.currentUser(grants.caller(held.grant!));
  return page ?? '';
}

/** What Calendly refuses ends its stage and no other; what that stage was to tell stays open. */
async function stage<T>({ tell, grants, held }: Parts, act: () => Promise<T>): Promise<T | undefined> {
  try {
    if (held.grant) await grants.keep(held.grant);
    return await act();
  } catch (error) {
    if (isCalendlyError(error, 'invalid_client')) throw new Failure('client_refused', { cause: error });
    if (!isCalendlyError(error)) throw error;
    tell({ kind: 'told', words: `This could not be tried: ${error.message}. ${error.wayOut}` });
    return undefined;
  }
}
