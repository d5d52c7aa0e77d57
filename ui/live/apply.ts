/**
 * Brings changes into the cache. A meeting on screen changes in place at once; what else they touch is asked for
 * again, one round after the other, so that a flood of changes cannot keep the answers from arriving.
 */
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Change, Meeting, Overview, Page } from '../../sdk/index.ts';

const kinds = [
  'meetings',
  'meeting',
  'accounts',
  'account',
  'connections',
  'overview',
  'series',
  'deliveries',
  'delivery',
  'delivery-count',
  'find',
];
const latest = 10;
/** Figures are counted again so often at most, however fast changes come. */
const figuresMs = 1000;

/** `gap`: more may have moved than is told. `deliveries`: some of them did. */
export function createApply(
  client: QueryClient,
): (changes: Change[], gap: boolean, deliveries: boolean) => void {
  const stale = new Map<string, string[]>();
  const forget = (...queryKey: string[]) => stale.set(queryKey.join(' '), queryKey);
  let asking = false;
  let counting = false;

  async function askAgain(): Promise<void> {
    if (asking) return;
    asking = true;
    while (stale.size > 0) {
      const keys = [...stale.values()];
      stale.clear();
      await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
    }
    asking = false;
  }

  function countAgain(): void {
    counting = false;
    forget('overview');
    forget('series');
    void askAgain();
  }

  return (changes, gap, deliveries) => {
    for (const { subject, accountId, data } of changes) {
      if (accountId) forget('account', accountId);
      if (subject.kind === 'meeting') {
        patchMeeting(client, subject.id, data as Partial<Meeting>);
        forget('meetings');
        forget('meeting', subject.id);
      } else {
        forget('accounts');
        forget('connections');
      }
    }
    if (deliveries) for (const kind of ['deliveries', 'delivery', 'delivery-count']) forget(kind);
    if (changes.length > 0) {
      patchOverview(client, changes);
      forget('find');
    }
    if (changes.length > 0 || deliveries) {
      if (!counting) setTimeout(countAgain, figuresMs);
      counting = true;
    }
    if (gap) for (const kind of kinds) forget(kind);
    void askAgain();
  };
}

function patchMeeting(client: QueryClient, id: string, data: Partial<Meeting>): void {
  client.setQueriesData<InfiniteData<Page<Meeting>>>({ queryKey: ['meetings'] }, (kept) => {
    if (!kept?.pages.some((page) => page.items.some((meeting) => meeting.id === id))) return kept;
    const pages = kept.pages.map((page) => ({
      ...page,
      items: page.items.map((meeting) => (meeting.id === id ? { ...meeting, ...data, id } : meeting)),
    }));
    return { ...kept, pages };
  });
}

/** What is news stands there at once; the figures follow with the next answer. */
function patchOverview(client: QueryClient, changes: Change[]): void {
  const news = changes
    .filter(({ subject, cause }) => subject.kind !== 'subscription' && cause !== 'backfill')
    .toReversed();
  if (news.length === 0) return;
  client.setQueriesData<Overview>({ queryKey: ['overview'] }, (kept) => {
    if (!kept) return kept;
    const ids = new Set(news.map(({ id }) => id));
    return { ...kept, latest: [...news, ...kept.latest.filter(({ id }) => !ids.has(id))].slice(0, latest) };
  });
}
