/** What the palette shows for what was typed: nothing typed, the last five, every page and everything to do. */
import { useDebouncedValue } from '@mantine/hooks';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { problemOf } from '../api.ts';
import { useClockwork } from '../preferences.ts';
import { accountQuery, deliveryQuery, meetingQuery } from '../queries.ts';
import { pages } from '../shell/pages.ts';
import { useSession } from '../shell/session.ts';
import type { Clockwork } from '../time.ts';
import {
  accountEntry,
  deliveryEntry,
  type Entry,
  type Group,
  matches,
  meetingEntry,
  type Show,
} from './entries.ts';
import { find, isWorthFinding, nothing } from './find.ts';
import { lastChosen } from './last.ts';

const typingPauseMs = 200;

export function useGroups(typed: string, doings: Entry[]): { groups: Group[]; status: string } {
  const text = typed.trim();
  const clock = useClockwork();
  const show = useShow();
  const goings = useGoings();
  const last = useLast([...goings, ...doings], clock, show);
  const { found, looking, error } = useFound(text);
  const some = (entries: Entry[]) => entries.filter((entry) => matches(entry, text));
  const groups =
    text === ''
      ? [
          { title: 'Last', entries: last },
          { title: 'Do', entries: doings.filter(({ key }) => !last.some((one) => one.key === key)) },
          { title: 'Go to', entries: goings.filter(({ key }) => !last.some((one) => one.key === key)) },
        ]
      : [
          { title: 'Go to', entries: some(goings) },
          { title: 'Do', entries: some(doings) },
          { title: 'Accounts', entries: found.accounts.map((one) => accountEntry(one, show)) },
          { title: 'Meetings', entries: found.meetings.map((one) => meetingEntry(one, clock, show)) },
          { title: 'Deliveries', entries: found.deliveries.map((one) => deliveryEntry(one, clock, show)) },
        ];
  const count = groups.reduce((sum, { entries }) => sum + entries.length, 0);
  return { groups, status: statusOf(text, count, looking, error) };
}

function statusOf(text: string, count: number, looking: boolean, error: unknown): string {
  if (text === '') return 'Names, emails, user ids, ids of ours and URIs of Calendly’s are found too.';
  if (looking) return 'Looking …';
  if (error) {
    const { title, wayOut } = problemOf(error);
    return `${title} ${wayOut}`;
  }
  if (count === 0)
    return `Nothing is called “${text}”. A name, an email, a user id, a whole id or URI is found.`;
  return count === 1 ? '1 found' : `${count} found`;
}

/** What was found for what was typed before is not shown for what is typed now. */
function useFound(text: string) {
  const [settled] = useDebouncedValue(text, typingPauseMs);
  const worth = isWorthFinding(text);
  const query = useQuery({
    queryKey: ['find', settled],
    queryFn: ({ signal }) => find(settled, signal),
    enabled: worth && settled === text,
    staleTime: 5000,
  });
  const current = worth && settled === text;
  return {
    found: (current && query.data) || nothing,
    looking: worth && (!current || query.isPending),
    error: current ? query.error : null,
  };
}

function useShow(): Show {
  const navigate = useNavigate();
  const { slug } = useSession().tenant;
  return {
    account: (accountId) =>
      void navigate({ to: '/$tenant/accounts/$accountId', params: { tenant: slug, accountId } }),
    meeting: (meetingId) =>
      void navigate({
        to: '/$tenant/meetings/$meetingId',
        params: { tenant: slug, meetingId },
        search: { when: 'all' },
      }),
    delivery: (deliveryId) =>
      void navigate({ to: '/$tenant/deliveries/$deliveryId', params: { tenant: slug, deliveryId } }),
  };
}

function useGoings(): Entry[] {
  const navigate = useNavigate();
  const { slug } = useSession().tenant;
  return pages.map(({ to, word, icon, group }) => ({
    key: `page ${to}`,
    icon,
    title: word,
    note: group || undefined,
    run: () => void navigate({ to, params: { tenant: slug } }),
  }));
}

/** Records are asked for again, so that they are called what they are called now; one that is gone is left out. */
function useLast(known: Entry[], clock: Clockwork, show: Show): Entry[] {
  const keys = lastChosen(useSession().tenant.slug);
  const idsOf = (kind: string) =>
    keys.filter((key) => key.startsWith(`${kind} `)).map((key) => key.slice(kind.length + 1));
  const accounts = useQueries({ queries: idsOf('account').map(accountQuery) });
  const meetings = useQueries({ queries: idsOf('meeting').map(meetingQuery) });
  const deliveries = useQueries({ queries: idsOf('delivery').map(deliveryQuery) });
  const entries = [
    ...known,
    ...accounts.flatMap(({ data }) => (data ? [accountEntry(data, show)] : [])),
    ...meetings.flatMap(({ data }) => (data ? [meetingEntry(data, clock, show)] : [])),
    ...deliveries.flatMap(({ data }) => (data ? [deliveryEntry(data, clock, show)] : [])),
  ];
  return keys.flatMap((key) => entries.filter((entry) => entry.key === key));
}
