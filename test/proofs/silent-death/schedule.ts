/**
 * How many requests the watch sends to Calendly for very many accounts, by the product's own schedule: each account's
 * looks, glances, sweeps and refreshes of tokens are drawn one after the other over a day, minute by minute.
 */
import { lookAgainMs } from '../../../server/subscriptions/schedule.ts';
import { glanceAgainMs, sweepEveryMs } from '../../../server/sync/sweep.ts';

export interface Load {
  /** Requests of the REST API within the day, by what they are for. */
  looks: number;
  glances: number;
  sweeps: number;
  /** Calls of the token endpoint. */
  refreshes: number;
  /** The busiest minute's requests a second, all kinds together, and the mean of the day. */
  peak: number;
  mean: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const tokenLifeMs = 120 * minuteMs;

export function simulateDay(options: {
  accounts: number;
  /** The part in which something moved within seven days. */
  active: number;
  /** Requests of one sweep. */
  sweepRequests: number;
  random(): number;
}): Load {
  const { accounts, active, sweepRequests, random } = options;
  const minutes = new Float64Array(dayMs / minuteMs);
  const load = { looks: 0, glances: 0, sweeps: 0, refreshes: 0 };
  const send = (kind: keyof typeof load, at: number, requests: number) => {
    load[kind] += requests;
    minutes[Math.floor(at / minuteMs)]! += requests;
  };
  for (let account = 0; account < accounts; account++) {
    const isActive = account < accounts * active;
    const next = {
      looks: random() * lookAgainMs(isActive, random()),
      glances: random() * glanceAgainMs(isActive, random()),
      sweeps: random() * sweepEveryMs(isActive),
    };
    const refreshBelowMs = (30 + 15 * random()) * minuteMs;
    let fresh = -random() * tokenLifeMs;
    for (;;) {
      const kind =
        next.looks <= next.glances && next.looks <= next.sweeps
          ? 'looks'
          : next.glances <= next.sweeps
            ? 'glances'
            : 'sweeps';
      const at = next[kind];
      if (at >= dayMs) break;
      if (at - fresh > tokenLifeMs - refreshBelowMs) {
        fresh = at;
        send('refreshes', at, 1);
      }
      send(kind, at, kind === 'sweeps' ? sweepRequests : 1);
      if (kind === 'looks') next.looks += lookAgainMs(isActive, random());
      else if (kind === 'glances') next.glances += glanceAgainMs(isActive, random());
      else next.sweeps += sweepEveryMs(isActive) * (0.9 + 0.2 * random());
    }
  }
  const all = load.looks + load.glances + load.sweeps + load.refreshes;
  return { ...load, peak: Math.max(...minutes) / 60, mean: all / (dayMs / 1000) };
}
