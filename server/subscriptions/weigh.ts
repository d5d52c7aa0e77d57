/** What is to be done about an account's subscription, from its rows and what was found at Calendly. */
import type { AccountRow } from '../accounts/index.ts';
import { topicsWanted } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Tasks } from '../jobs/index.ts';
import type { Intents } from './intents.ts';
import { judge, type Verdict } from './judge.ts';
import type { OwnStanding } from './look.ts';
import type { SubscriptionRow } from './store.ts';

const dayMs = 86_400_000;
/** Made anew by itself so often within a day; whoever asks for more gets it. */
export const madePerDay = 3;

export type Anew = Tasks['subscriptions.ensure']['anew'];

export interface Weighed {
  verdict: Verdict;
  /** What stands at Calendly for the present row. */
  standing: OwnStanding | undefined;
  /** What is to go once the verdict is done: ids at Calendly. */
  others: string[];
}

type Of = { account: AccountRow; rows: SubscriptionRow[] };

export interface Weigh {
  (of: Of, own: readonly OwnStanding[], anew: Anew): Weighed;
  /** Whether one more may be made today. */
  mayMake(of: Of, anew: Anew): boolean;
  /** How often it was made anew within a day. */
  madeAnew(of: Of): number;
}

export function createWeigh({ clock, intents }: { clock: Clock; intents: Pick<Intents, 'isLost'> }): Weigh {
  /** Since the person connected, within a day. */
  function madeToday({ account, rows }: Of): SubscriptionRow[] {
    const since = isoMicros(Math.max(clock.now() - dayMs, Date.parse(account.connectedAt ?? '')));
    return rows.filter(({ createdAt }) => createdAt >= since);
  }

  const mayMake = (of: Of, anew: Anew) => anew?.asked === true || madeToday(of).length <= madePerDay;

  function weigh(of: Of, own: readonly OwnStanding[], anew: Anew): Weighed {
    const { account, rows } = of;
    const current = rows[0]!;
    const ofCurrent = own.filter(({ row }) => row?.id === current.id);
    const standing = ofCurrent.find(({ uuid }) => uuid === current.calendlyUuid) ?? ofCurrent[0];
    const { grantedScopes, connectionId, connectedAt } = account;
    const wanted = { topics: topicsWanted(grantedScopes), connectionId, connectedAt: connectedAt ?? '' };
    const isWantedAnew = anew !== undefined && current.createdAt < anew.before && mayMake(of, anew);
    const known = { ...current, lost: intents.isLost(current), anew: isWantedAnew };
    const verdict = judge(known, standing, wanted);
    const replaced = verdict.do === 'replace';
    const seen = own.filter((one) => replaced || one !== standing).map(({ uuid }) => uuid);
    // What stands where Calendly does not list it for us any more.
    const unseen = rows.filter(({ id, state }) => state !== 'deleted' && (replaced || id !== current.id));
    const ids = unseen.flatMap(({ calendlyUuid }) => calendlyUuid ?? []);
    return { verdict, standing, others: [...new Set([...seen, ...ids])] };
  }

  const madeAnew = (of: Of) => madeToday(of).filter(({ generation }) => generation > 1).length;

  return Object.assign(weigh, { mayMake, madeAnew });
}
