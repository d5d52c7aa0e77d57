/** What is to be done about an account's subscription, from what we have, what stands at Calendly, and what is wanted. */
import type { SubscriptionRow } from './store.ts';

export interface Standing {
  uuid: string;
  state: string;
  events: string[];
  retrying: boolean;
  /** Whether its address is the one that we would give it now. */
  atOurAddress: boolean;
}

export interface Wanted {
  topics: string[];
  connectionId: number;
  /** Topics that were refused before this are asked for again. */
  connectedAt: string;
}

export type Verdict =
  | { do: 'nothing'; state: 'active' | 'retrying' }
  | { do: 'create' }
  | { do: 'adopt' }
  | {
      do: 'replace';
      because: 'disabled' | 'missing' | 'topics' | 'address' | 'connection' | 'key' | 'asked';
    };

type Current = Pick<SubscriptionRow, 'state' | 'connectionId' | 'refusedTopics' | 'createdAt'>;

/** `lost`: its key went with the one that sealed it · `anew`: another is wanted, however good this one looks. */
export function judge(
  current: Current & { lost: boolean; anew: boolean },
  standing: Standing | undefined,
  wanted: Wanted,
): Verdict {
  if (current.lost) return { do: 'replace', because: 'key' };
  if (!standing) return current.state === 'wanted' ? { do: 'create' } : { do: 'replace', because: 'missing' };
  if (standing.state !== 'active') return { do: 'replace', because: 'disabled' };
  if (!standing.atOurAddress) return { do: 'replace', because: 'address' };
  if (current.connectionId !== wanted.connectionId) return { do: 'replace', because: 'connection' };
  if (current.state === 'wanted') return { do: 'adopt' };
  if (current.anew) return { do: 'replace', because: 'asked' };
  const refused = current.createdAt < wanted.connectedAt ? [] : current.refusedTopics;
  const topics = wanted.topics.filter((topic) => !refused.includes(topic));
  if (!sameSet(standing.events, topics)) return { do: 'replace', because: 'topics' };
  return { do: 'nothing', state: standing.retrying ? 'retrying' : 'active' };
}

function sameSet(some: string[], others: string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}
