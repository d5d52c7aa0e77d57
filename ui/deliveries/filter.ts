/** What the address says about the deliveries to show, as a question to the API and as words. */
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { marks } from '../kit/states.ts';
import type { DeliveryFilter } from '../queries.ts';
import type { DeliverySearch } from '../router.tsx';

const route = getRouteApi('/$tenant/deliveries');

const minuteMs = 60_000;
export const spans = {
  hour: { word: 'Last hour', ms: 60 * minuteMs },
  day: { word: 'Last 24 hours', ms: 24 * 60 * minuteMs },
  week: { word: 'Last 7 days', ms: 7 * 24 * 60 * minuteMs },
};

export function useDeliverySearch() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (changes: Partial<DeliverySearch>) =>
    navigate({ to: '.', search: (before) => ({ ...before, ...changes }), replace: true });
  const none = { outcome: undefined, topic: undefined, account: undefined, last: undefined, text: undefined };
  const { outcome, topic, account, last, text } = search;
  const active = [outcome, topic, account, last, text].filter(Boolean).length;
  const filter = useMemo(
    (): DeliveryFilter => ({
      ...(account && { accountId: account }),
      ...(outcome && { outcome }),
      ...(topic && { topic }),
      ...(last && { from: new Date(Date.now() - spans[last].ms).toISOString() }),
      ...(text && { search: text }),
    }),
    [account, outcome, topic, last, text],
  );
  return { search, set, clear: () => set(none), active, filter };
}

/** `parked, invitee.created, last hour`. */
export function filterWords({ outcome, topic, account, last }: DeliverySearch): string {
  const parts = [
    outcome && marks[outcome].word.toLowerCase(),
    topic,
    account && 'of the chosen account',
    last && spans[last].word.toLowerCase(),
  ];
  return parts.filter(Boolean).join(', ');
}
