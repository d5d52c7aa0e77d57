/**
 * Brings changes into the cache. A meeting on screen changes in place at once; what else they touch is asked for
 * again, one round after the other, so that a flood of changes cannot keep the answers from arriving.
 */
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Change, Meeting, Page } from '../../sdk/index.ts';

/** `gap`: more may have moved than is told. `deliveries`: some of them did. */
export function createApply(
  client: QueryClient,
): (changes: Change[], gap: boolean, deliveries: boolean) => void {
  const stale = new Map<string, string[]>();
  const forget = (...queryKey: string[]) => stale.set(queryKey.join(' '), queryKey);
  let asking = false;

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
    if (gap || deliveries) for (const kind of ['deliveries', 'delivery']) forget(kind);
    if (gap) for (const kind of ['meetings', 'meeting', 'accounts', 'account', 'connections']) forget(kind);
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
