/** Everything that Calendly was asked for one account in 30 days, newest first. */
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { CalendlyRequest, RequestPurpose } from '../../sdk/index.ts';
import { Empty, NoMatches } from '../kit/empty.tsx';
import { FilterBar } from '../kit/filter-bar.tsx';
import { Load } from '../kit/load.tsx';
import { AroundList, Cell, type Line, LogList, SkeletonRows } from '../kit/log-list.tsx';
import { StateIcon } from '../kit/state-mark.tsx';
import { plain, Text } from '../kit/text.tsx';
import { usePages } from '../kit/use-pages.ts';
import { When } from '../kit/when.tsx';
import { useClockwork } from '../preferences.ts';
import { accountQuery, requestsQuery } from '../queries.ts';
import { backIcon, Page } from '../shell/page.tsx';
import { dateOf, secondOf, tookOf } from '../time.ts';
import accounts from './accounts.module.css';
import { nameOf } from './name.ts';
import classes from './requests.module.css';

const route = getRouteApi('/$tenant/accounts/$accountId/requests');

const purposes: Record<RequestPurpose, [word: string, meaning: string]> = {
  live: ['Live', 'Somebody waited for it, or a meeting had just moved'],
  repair: ['Repair', 'To put right what was missed or not as wanted'],
  doubt: ['Doubt', 'A delivery that nobody could verify made us ask'],
  bulk: ['Reading', 'One of many, to read everything or to compare'],
  access: ['Access', 'To get, check or give back a token'],
};

export function RequestsPage() {
  const { accountId } = route.useParams();
  const { data: account } = useQuery(accountQuery(accountId));
  const name = account ? plain(nameOf(account.endUser)) : 'Account';
  return (
    <Page
      title="Requests"
      trail={`Requests · ${name} · Accounts`}
      fill
      back={
        <Link
          from="/$tenant/accounts/$accountId/requests"
          to="/$tenant/accounts/$accountId"
          aria-label="Back to the account"
          className={accounts.back}
        >
          {backIcon}
        </Link>
      }
      below={account && <Text>{`of ${name} to Calendly, kept for 30 days`}</Text>}
    >
      <Log accountId={accountId} />
    </Page>
  );
}

function Log({ accountId }: { accountId: string }) {
  const { failed } = route.useSearch();
  const navigate = route.useNavigate();
  const { zone } = useClockwork();
  const set = (only: boolean) => navigate({ to: '.', search: only ? { failed: 'true' } : {}, replace: true });
  const { query, items, more } = usePages(requestsQuery(accountId, failed ? { failed } : {}));
  const lines = useMemo(() => linesOf(items, zone), [items, zone]);
  return (
    <AroundList>
      <FilterBar active={failed ? 1 : 0} onClear={() => set(false)} search={null}>
        <Select
          aria-label="Answer"
          allowDeselect={false}
          value={failed ?? ''}
          data={[
            { value: '', label: 'Any answer' },
            { value: 'true', label: 'Only what failed' },
          ]}
          onChange={(chosen) => set(chosen === 'true')}
        />
      </FilterBar>
      <Load query={query} skeleton={<SkeletonRows rows={12} />}>
        {() =>
          items.length > 0 ? (
            <LogList
              label="Requests to Calendly"
              testId="requests-list"
              focusable
              className={classes.columns}
              columns={['When', 'For', 'Request', 'Answer', 'Took']}
              lines={lines}
              busy={query.isPlaceholderData}
              onNearEnd={more}
              row={(request) => <Row request={request} />}
            />
          ) : failed ? (
            <NoMatches what="requests" onClear={() => set(false)} />
          ) : (
            <Empty title="Nothing asked yet">
              Each request that is made to Calendly for this account stands here a second later.
            </Empty>
          )
        }
      </Load>
    </AroundList>
  );
}

/** A line for each date, above its requests. */
function linesOf(items: CalendlyRequest[], zone: string): Line<CalendlyRequest>[] {
  let day = '';
  return items.flatMap((item) => {
    const line: Line<CalendlyRequest> = { kind: 'row', key: item.id, item };
    const its = dateOf(item.at, zone);
    if (its === day) return [line];
    day = its;
    return [{ kind: 'head', key: its, words: its }, line];
  });
}

function Row({ request }: { request: CalendlyRequest }) {
  const { at, method, path, purpose, status, milliseconds, failure } = request;
  const [word, meaning] = purposes[purpose];
  return (
    <>
      <Cell className={classes.at}>
        <When at={at} as={secondOf} />
      </Cell>
      <Cell className={classes.purpose} title={meaning}>
        {word}
      </Cell>
      <Cell className={classes.request} title={`${method} ${path}`}>
        {method} {path}
      </Cell>
      <Cell className={classes.answer} title={failure ? `${failure.words} ${failure.wayOut}` : 'As asked'}>
        {failure && <StateIcon name="attention" />}
        <span className={classes.status}>{status ?? 'none'}</span>
        {failure && <span className={classes.words}>{failure.words}</span>}
      </Cell>
      <Cell className={classes.took}>{tookOf(milliseconds)}</Cell>
    </>
  );
}
