/**
 * One process of the service as far as Calendly goes: the real client and the real budget over the shared database. It
 * reads without end for every person (the backlog) and asks live for some of them, and tells how long those waited.
 * Its clock stands still between the moments that it is told; after each it says when all has been done that may be.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createBudgets } from '../../../server/budget/index.ts';
import { type Budget, type Caller, createCalendly, isCalendlyError } from '../../../server/calendly/index.ts';
import { clockFrom } from '../../../server/clock.ts';
import { createDatabase } from '../../../server/db/index.ts';
import { createLog } from '../../../server/log.ts';
import { createMetrics } from '../../../server/metrics.ts';
import { Secret } from '../../../server/secret.ts';

export interface Person {
  accessToken: string;
  clientId: string;
  userUri: string;
  /** Milliseconds from one live call to the next; undefined: another process asks for this person. */
  liveEveryMs?: number;
}

export interface MemberSettings {
  databaseHost: string;
  databaseName: string;
  emulatorUrl: string;
  ceiling?: number;
  /** The moment at which it begins. */
  now: number;
  /** Requests of one person's backlog at the same time, in this process. */
  atOnce: number;
}

export interface MemberReport {
  /** Milliseconds by Calendly's clock that each live call took, and how those ended that failed. */
  live: { userUri: string; ms: number }[];
  failed: Record<string, number>;
}

const settings = JSON.parse(process.argv[2]!) as MemberSettings;
const log = createLog('silent');
const database = createDatabase({
  address: { host: settings.databaseHost, port: 5432, user: 'slotwire', database: settings.databaseName },
  pooler: 'none',
  size: 6,
  log,
});
const { emulatorUrl, ceiling, atOnce } = settings;
let now = settings.now;
const clock = clockFrom(() => now);
let underWay = 0;
let gone = 0;
const watched: typeof database = {
  ...database,
  async dispatchTransaction(work) {
    underWay++;
    return database.dispatchTransaction(work).finally(() => underWay--);
  },
};
const kept = createBudgets({ database: watched, clock, ceiling, random: Math.random });
const budget: Budget = {
  async take(spender, books) {
    const taken = await kept.take(spender, books);
    if (!taken.ok) return taken;
    underWay++;
    gone++;
    const learn: typeof taken.permit.learn = (...told) => {
      underWay--;
      taken.permit.learn(...told);
    };
    return { ok: true, permit: { learn } };
  },
};
const calendly = createCalendly({
  apiUrl: emulatorUrl,
  authUrl: emulatorUrl,
  clock,
  metrics: createMetrics(),
  budget,
});
/** Two of them are longer than a line takes to look at the clock. */
const lookMs = 30;
/** What the budget sends away for is no less. */
const longMs = 2000;
let running = true;
let report: MemberReport = { live: [], failed: {} };

interface Away {
  until: number;
  comeAgain(): void;
}

let away: Away[] = [];

/** Whoever is sent away for long comes when told, as a job does; patience is of the machine's time, which here is none. */
async function ask(caller: Caller): Promise<void> {
  try {
    await calendly.currentUser(caller);
  } catch (error) {
    if (isCalendlyError(error, 'limited') && error.facts.status === undefined) {
      const { retryAfterMs = 0 } = error.facts;
      const until = now + retryAfterMs;
      if (caller.purpose === 'bulk' && retryAfterMs >= longMs)
        await new Promise<void>((comeAgain) => away.push({ until, comeAgain }));
      return ask(caller);
    }
    const kind = isCalendlyError(error) ? error.kind : String(error);
    report.failed[kind] = (report.failed[kind] ?? 0) + 1;
  }
}

async function readWithoutEnd(caller: Caller): Promise<void> {
  while (running) await ask(caller);
}

interface LiveAsker {
  caller: Caller;
  everyMs: number;
  dueAt: number;
}

const askers: LiveAsker[] = [];

async function askLive(caller: Caller): Promise<void> {
  const began = now;
  await ask(caller);
  report.live.push({ userUri: caller.userUri, ms: now - began });
}

/** Until twice in a row nothing is under way and nothing more went. */
async function settle(): Promise<void> {
  for (let quiet = 0, before = -1; quiet < 2; ) {
    await pause(lookMs);
    quiet = underWay === 0 && gone === before ? quiet + 1 : 0;
    before = gone;
  }
}

function passTo(moment: number): void {
  now = moment;
  const due = away.filter(({ until }) => until <= now);
  away = away.filter(({ until }) => until > now);
  for (const { comeAgain } of due) comeAgain();
  for (const asker of askers) {
    for (; now >= asker.dueAt; asker.dueAt += asker.everyMs * (0.5 + Math.random()))
      void askLive(asker.caller);
  }
}

function begin(people: readonly Person[]): void {
  for (const { accessToken, liveEveryMs: everyMs, ...whose } of people) {
    const caller = { ...whose, accessToken: new Secret(accessToken) };
    for (let one = 0; one < atOnce; one++) void readWithoutEnd({ ...caller, purpose: 'bulk' });
    if (everyMs === undefined) continue;
    askers.push({ caller: { ...caller, purpose: 'live' }, everyMs, dueAt: now + everyMs * Math.random() });
  }
}

process.on('message', async (message: Person[] | number | 'report') => {
  if (message === 'report') {
    process.send!(report);
    report = { live: [], failed: {} };
  } else if (typeof message === 'number') {
    passTo(message);
    await settle();
    process.send!(gone);
  } else begin(message);
});
process.on('disconnect', () => {
  running = false;
  process.exit(0);
});
process.send!('ready');
