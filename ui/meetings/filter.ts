/** What the address says about the meetings to show, as a question to the API and as words. */
import { getRouteApi } from '@tanstack/react-router';
import { useClockwork } from '../preferences.ts';
import type { MeetingFilter } from '../queries.ts';
import type { MeetingSearch } from '../router.tsx';
import { addDays, type Clockwork, startOfDay, wallOf } from '../time.ts';

const route = getRouteApi('/$tenant/meetings');

export function useMeetingSearch() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const clock = useClockwork(search.zone);
  const set = (changes: Partial<MeetingSearch>) =>
    navigate({ to: '.', search: (before) => ({ ...before, ...changes }), replace: true });
  const clear = () => set({ when: undefined, status: undefined, account: undefined, text: undefined });
  const active = [search.when, search.status, search.account, search.text].filter(Boolean).length;
  return { search, set, clear, active, clock };
}

const common = ({ account, status, text }: MeetingSearch): MeetingFilter => ({
  ...(account && { accountId: account }),
  ...(status && { status }),
  ...(text && { search: text }),
});

/** Ahead, from the beginning of today; the last 30 days; or all there are. */
export function listFilter(search: MeetingSearch, { zone }: Clockwork): MeetingFilter {
  const today = wallOf(Date.now(), zone).day;
  const from = search.when === 'past' ? addDays(today, -30) : search.when === 'all' ? undefined : today;
  const to = search.when === 'past' ? addDays(today, 1) : undefined;
  return {
    ...common(search),
    ...(from && { from: instant(from, zone) }),
    ...(to && { to: instant(to, zone) }),
  };
}

export function daysFilter(
  search: MeetingSearch,
  firstDay: string,
  days: number,
  zone: string,
): MeetingFilter {
  return { ...common(search), from: instant(firstDay, zone), to: instant(addDays(firstDay, days), zone) };
}

export function fromFilter(search: MeetingSearch, firstDay: string, zone: string): MeetingFilter {
  return { ...common(search), from: instant(firstDay, zone) };
}

function instant(day: string, zone: string): string {
  return new Date(startOfDay(day, zone)).toISOString();
}
