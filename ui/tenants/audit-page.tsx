/** What was done and by whom: entries that nobody can change, newest first. */
import { Button, Select } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { AuditEntry } from '../../sdk/index.ts';
import { address, shownTenant } from '../api.ts';
import { Empty, NoMatches } from '../kit/empty.tsx';
import { FilterBar, SearchField } from '../kit/filter-bar.tsx';
import { Load } from '../kit/load.tsx';
import { AroundList, Cell, type Line, LogList, SkeletonRows } from '../kit/log-list.tsx';
import { plain, Text } from '../kit/text.tsx';
import { usePages } from '../kit/use-pages.ts';
import { When } from '../kit/when.tsx';
import { type AuditFilter, auditQuery, membersQuery } from '../queries.ts';
import type { AuditSearch } from '../router.tsx';
import { Page } from '../shell/page.tsx';
import { useMayChange } from '../shell/session.ts';
import classes from './audit.module.css';

const route = getRouteApi('/$tenant/settings/audit');
const kinds = { member: 'Members', key: 'API keys', command: 'Commands' };
const spans = { day: ['Last 24 hours', 1], week: ['Last 7 days', 7], month: ['Last 30 days', 30] } as const;
const dayMs = 86_400_000;

export function AuditPage() {
  const may = useMayChange();
  return (
    <Page title="Audit" trail="Audit · Settings" fill actions={may && <Export />}>
      {may ? (
        <Log />
      ) : (
        <Empty title="Operators only">What was done and by whom is told to operators and owners.</Empty>
      )}
    </Page>
  );
}

function Export() {
  const filter = useFilter(route.useSearch());
  return (
    <Button
      component="a"
      href={address('/api/v1/audit/export', { ...filter, tenant: shownTenant() })}
      download
      leftSection={<IconDownload aria-hidden size={16} />}
    >
      Export CSV
    </Button>
  );
}

function Log() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (changes: Partial<AuditSearch>) =>
    navigate({ to: '.', search: (before) => ({ ...before, ...changes }), replace: true });
  const clear = () =>
    set({ who: undefined, member: undefined, operation: undefined, about: undefined, last: undefined });
  const active = Object.values(search).filter(Boolean).length;
  const { items: members } = usePages(membersQuery);
  const { query, items, more } = usePages(auditQuery(useFilter(search)));
  const lines = useMemo(
    () => items.map((item): Line<AuditEntry> => ({ kind: 'row', key: item.id, item })),
    [items],
  );
  return (
    <AroundList>
      <FilterBar
        active={active}
        onClear={clear}
        search={
          <SearchField
            label="Id of what it was done to"
            value={search.about ?? ''}
            onChange={(text) => set({ about: text || undefined })}
          />
        }
      >
        <Select
          aria-label="By whom"
          allowDeselect={false}
          value={search.member ?? search.who ?? ''}
          data={[
            { value: '', label: 'By anybody' },
            ...Object.entries(kinds).map(([value, label]) => ({ value, label })),
            ...members.map(({ id, name }) => ({ value: id, label: plain(name) })),
          ]}
          onChange={(chosen) =>
            set(
              chosen && !(chosen in kinds)
                ? { member: chosen, who: undefined }
                : { member: undefined, who: (chosen || undefined) as AuditSearch['who'] },
            )
          }
        />
        <Select
          aria-label="When"
          allowDeselect={false}
          value={search.last ?? ''}
          data={[
            { value: '', label: 'Any time' },
            ...Object.entries(spans).map(([value, [label]]) => ({ value, label })),
          ]}
          onChange={(last) => set({ last: (last || undefined) as AuditSearch['last'] })}
        />
        {search.operation && (
          <Button onClick={() => set({ operation: undefined })}>Only {search.operation} ×</Button>
        )}
      </FilterBar>
      <Load query={query} skeleton={<SkeletonRows rows={12} />}>
        {() =>
          lines.length === 0 ? (
            <NoMatches what="entries" onClear={clear} />
          ) : (
            <LogList
              label="Audit log"
              testId="audit-list"
              className={classes.columns}
              columns={['When', 'By', 'What', 'To', 'Changed', 'From']}
              lines={lines}
              busy={query.isPlaceholderData}
              onNearEnd={more}
              row={(entry) => <Row entry={entry} only={(operation) => set({ operation })} />}
            />
          )
        }
      </Load>
    </AroundList>
  );
}

function Row({ entry, only }: { entry: AuditEntry; only(operation: string): void }) {
  const { at, who, summary, operation, subject, changes, address: from } = entry;
  const moved = changes.map(movedWords);
  return (
    <>
      <Cell className={classes.at}>
        <When at={at} />
      </Cell>
      <Cell className={classes.who} title={plain(who.name)}>
        <Text>{who.name}</Text>
        {who.kind !== 'member' && (
          <span className={classes.kind}>{who.kind === 'key' ? 'API key' : 'command'}</span>
        )}
      </Cell>
      <Cell className={classes.what} title={summary}>
        <button
          type="button"
          className={classes.only}
          title={`Only ${operation}`}
          onClick={() => only(operation)}
        >
          {summary}
        </button>
      </Cell>
      <Cell className={classes.subject} title={plain(subject ?? '')}>
        <Text>{subject ?? ''}</Text>
      </Cell>
      <Cell className={classes.changes} title={plain(moved.join('\n'))}>
        <Text>{moved.join(' · ')}</Text>
      </Cell>
      <Cell className={classes.from}>{from ?? 'this machine'}</Cell>
    </>
  );
}

function movedWords({ field, before, after }: AuditEntry['changes'][number]): string {
  if (before === null) return `${field}: ${said(after)}`;
  return after === null ? `${field} was ${said(before)}` : `${field}: ${said(before)} → ${said(after)}`;
}

function said(value: AuditEntry['changes'][number]['before']): string {
  if (value === null) return 'nothing';
  return Array.isArray(value) ? value.join(', ') || 'nothing' : String(value);
}

/** To the minute, so that a page which is drawn again asks the same. */
function useFilter({ who, member, operation, about, last }: AuditSearch): AuditFilter {
  return useMemo(() => {
    const minute = Math.floor(Date.now() / 60_000) * 60_000;
    return {
      ...(member ? { whoId: member } : who && { whoKind: who }),
      ...(operation && { operation }),
      ...(about && { subject: about }),
      ...(last && { from: new Date(minute - spans[last][1] * dayMs).toISOString() }),
    };
  }, [who, member, operation, about, last]);
}
