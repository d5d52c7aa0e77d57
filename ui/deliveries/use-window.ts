/**
 * The deliveries in view, of a list of any length. While nobody has touched the list its top is whatever is newest;
 * touched, it stays where it is, and what is newer is counted.
 */
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { Delivery } from '../../sdk/index.ts';
import { deliveriesAtOnce as atOnce, type DeliveryFilter, deliveriesQuery } from '../queries.ts';
import { type Chain, extend, lengthOf, newest, pin } from './chain.ts';

/** So many rows before they come into view their page is asked for. */
const ahead = 50;

export function useDeliveryWindow(filter: DeliveryFilter, touched: boolean) {
  const client = useQueryClient();
  const head = useQuery({ ...deliveriesQuery(filter, undefined), placeholderData: keepPreviousData });
  const [kept, setKept] = useState<{ filter: DeliveryFilter; chain: Chain }>({ filter, chain: newest });
  const [inView, setInView] = useState({ first: 0, last: 0 });
  const chain = kept.filter === filter ? kept.chain : newest;
  const pinned = chain.starts[0];
  const top = head.isPlaceholderData ? undefined : head.data?.items[0]?.id;

  const set = useCallback((next: Chain) => setKept({ filter, chain: next }), [filter]);
  const pinTo = useCallback(
    (first: string, from: Chain) => {
      client.setQueryData(deliveriesQuery(filter, first).queryKey, head.data);
      set(pin(from, first));
    },
    [client, filter, head.data, set],
  );
  useEffect(() => {
    if (touched && pinned === undefined && top !== undefined) pinTo(top, chain);
    if (!touched && pinned !== undefined) set(newest);
  }, [touched, pinned, top, chain, pinTo, set]);

  const last = Math.min(inView.last, chain.starts.length - 1);
  const shown = Array.from(
    { length: Math.max(0, last - inView.first + 1) },
    (_, index) => inView.first + index,
  );
  const answers = useQueries({ queries: shown.map((page) => deliveriesQuery(filter, chain.starts[page])) });
  const pageAt = (page: number) => {
    const answer = answers[shown.indexOf(page)]?.data;
    return page === 0 && pinned === undefined ? head.data : answer;
  };
  useEffect(() => {
    if (head.isPlaceholderData) return;
    const grown = shown.reduce((known, page) => {
      const answer = pageAt(page);
      return answer ? extend(known, page, { rows: answer.items.length, next: answer.nextCursor }) : known;
    }, chain);
    if (grown !== chain) set(grown);
  });

  const onRange = useCallback((firstRow: number, lastRow: number) => {
    const first = Math.max(0, Math.floor((firstRow - ahead) / atOnce));
    const end = Math.floor((lastRow + ahead) / atOnce);
    setInView((now) => (now.first === first && now.last === end ? now : { first, last: end }));
  }, []);

  const above = pinned === undefined ? 0 : (head.data?.items.findIndex(({ id }) => id === pinned) ?? 0);
  return {
    query: head,
    length: head.data?.items.length === 0 ? 0 : lengthOf(chain, atOnce),
    rowAt: (index: number): Delivery | undefined => pageAt(Math.floor(index / atOnce))?.items[index % atOnce],
    onRange,
    /** How many are newer than the first; from `atOnce` on they are not counted. */
    newer: above < 0 ? atOnce : above,
    showNewer: () => {
      if (touched && top !== undefined) pinTo(top, newest);
      else set(newest);
    },
  };
}
