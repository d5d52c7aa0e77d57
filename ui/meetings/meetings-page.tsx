/** The meetings: as a list or as a week, with one open beside them. */
import { SegmentedControl, Select } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { AccountSelect } from '../accounts/account-select.tsx';
import { FilterBar, SearchField } from '../kit/filter-bar.tsx';
import { ZoneSelect } from '../kit/zone-select.tsx';
import { Page } from '../shell/page.tsx';
import { useMeetingSearch } from './filter.ts';
import { MeetingList } from './meeting-list.tsx';
import { MeetingWeek } from './meeting-week.tsx';

export function MeetingsPage() {
  const { search, set, clear, active } = useMeetingSearch();
  const week = search.view === 'week';
  return (
    <Page
      title="Meetings"
      trail="Meetings"
      fill
      aside={<Outlet />}
      actions={
        <SegmentedControl
          aria-label="View"
          value={week ? 'week' : 'list'}
          data={[
            { value: 'list', label: 'List' },
            { value: 'week', label: 'Week' },
          ]}
          onChange={(view) => set({ view: view === 'week' ? 'week' : undefined })}
        />
      }
    >
      <FilterBar
        active={active}
        onClear={clear}
        search={
          <SearchField
            label="Invitee or event type"
            value={search.text ?? ''}
            onChange={(text) => set({ text: text || undefined })}
          />
        }
      >
        {!week && (
          <Select
            aria-label="Time"
            allowDeselect={false}
            value={search.when ?? 'ahead'}
            data={[
              { value: 'ahead', label: 'From today on' },
              { value: 'past', label: 'Last 30 days' },
              { value: 'all', label: 'All times' },
            ]}
            onChange={(when) => set({ when: when === 'past' || when === 'all' ? when : undefined })}
          />
        )}
        <AccountSelect value={search.account} onChange={(account) => set({ account })} />
        <Select
          aria-label="Status"
          allowDeselect={false}
          value={search.status ?? ''}
          data={[
            { value: '', label: 'Any status' },
            { value: 'scheduled', label: 'Scheduled' },
            { value: 'moved', label: 'Moved' },
            { value: 'canceled', label: 'Canceled' },
            { value: 'gone', label: 'Gone' },
          ]}
          onChange={(status) => set({ status: (status || undefined) as typeof search.status })}
        />
        <ZoneSelect
          name="Time zone of this page"
          value={search.zone ?? null}
          onChange={(zone) => set({ zone: zone ?? undefined })}
        />
      </FilterBar>
      {week ? <MeetingWeek /> : <MeetingList />}
    </Page>
  );
}
