/** What is unusual in an account's last hour, beside its own usual. Pure; `docs/operations.md` tells the thresholds. */

export type AlarmKind =
  | 'many_requests'
  | 'many_deliveries'
  | 'many_failures'
  | 'many_token_calls'
  | 'new_address'
  | 'new_sender';
export type Facts = Record<string, number | string>;

/** Counts of the last hour; `usual`: an hour's part of up to seven days before, null with less than a day of them. */
export interface Activity {
  /** Without reading many, which comes in bursts, and without token calls. */
  requests: number;
  usualRequests: number | null;
  /** Of all requests: how many there were, and how many failed for another reason than a limit. */
  asked: number;
  failed: number;
  tokenCalls: number;
  deliveries: number;
  usualDeliveries: number | null;
}

/** Within an hour. Fewer than these are never many, whatever is usual. */
export interface Thresholds {
  requests: number;
  deliveries: number;
  failed: number;
  tokenCalls: number;
  /** Requests and deliveries are many beyond so many times the usual. */
  timesUsual: number;
}

const failedShare = 0.5;

export function judgeActivity(of: Activity, floors: Thresholds): { kind: AlarmKind; facts: Facts }[] {
  const alarms: { kind: AlarmKind; facts: Facts }[] = [];
  const tooMany = (count: number, usual: number | null, floor: number): usual is number =>
    usual !== null && count >= floor && count > floors.timesUsual * usual;
  const { requests, usualRequests, deliveries, usualDeliveries, failed, asked, tokenCalls } = of;
  if (tooMany(requests, usualRequests, floors.requests)) {
    alarms.push({ kind: 'many_requests', facts: { count: requests, usual: Math.round(usualRequests) } });
  }
  if (tooMany(deliveries, usualDeliveries, floors.deliveries)) {
    alarms.push({
      kind: 'many_deliveries',
      facts: { count: deliveries, usual: Math.round(usualDeliveries) },
    });
  }
  if (failed >= floors.failed && failed >= failedShare * asked) {
    alarms.push({ kind: 'many_failures', facts: { count: failed, of: asked } });
  }
  if (tokenCalls >= floors.tokenCalls)
    alarms.push({ kind: 'many_token_calls', facts: { count: tokenCalls } });
  return alarms;
}

const hourMs = 3_600_000;

/** An hour's part of what was counted from `since` to `until`; null where that is less than a day. */
export function usualOf(count: number, since: string | null, until: number): number | null {
  if (since === null) return null;
  const hours = (until - Date.parse(since)) / hourMs;
  return hours < 24 ? null : count / hours;
}

/** What an alarm says, for people. */
export function describeAlarm(kind: AlarmKind, { count, usual, of, network }: Facts) {
  switch (kind) {
    case 'many_requests':
      return {
        words: `Calendly was asked ${count} times in an hour, usually ${usual}. Meetings are not affected.`,
        wayOut: 'Look at the account’s requests; if your application made them, see what it does so often.',
      };
    case 'many_deliveries':
      return {
        words: `Calendly sent ${count} deliveries in an hour, usually ${usual}. All of them are taken.`,
        wayOut: 'Look at the account’s deliveries; somebody may be booking by a program.',
      };
    case 'many_failures':
      return {
        words: `Calendly refused or failed ${count} of ${of} requests in an hour. What Calendly sends is still received.`,
        wayOut: 'The account tells what failed last, each with its own way out.',
      };
    case 'many_token_calls':
      return {
        words: `Access was renewed ${count} times in an hour; once in 75 minutes is usual. Meetings are not affected.`,
        wayOut: 'See whether another program uses the same tokens; then disconnect and connect again.',
      };
    case 'new_address':
      return {
        words: `Calls with this key came from ${network}, which made none before. Meetings are not affected.`,
        wayOut: 'If that is no machine of yours, revoke the key and make another.',
      };
    case 'new_sender':
      return {
        words: `Deliveries came from ${network}, from which none came before. They are truly signed, so they were taken.`,
        wayOut:
          'Calendly may have moved. If you doubt it, disconnect the account and connect it again, which makes a new signing key.',
      };
  }
}
