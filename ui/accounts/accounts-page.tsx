/** Who is connected, and how well. */
import { Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Account } from '../../sdk/index.ts';
import { Act } from '../kit/act.tsx';
import { Empty, NoMatches } from '../kit/empty.tsx';
import { FilterBar, SearchField } from '../kit/filter-bar.tsx';
import { Load } from '../kit/load.tsx';
import { Cell, type Line, LogList, SkeletonRows } from '../kit/log-list.tsx';
import { Returned } from '../kit/returned.tsx';
import { StateMark } from '../kit/state-mark.tsx';
import { marks, subscriptionMark } from '../kit/states.ts';
import { plain, Text } from '../kit/text.tsx';
import { usePages } from '../kit/use-pages.ts';
import { When } from '../kit/when.tsx';
import { accountsQuery, connectionsQuery } from '../queries.ts';
import { Page } from '../shell/page.tsx';
import { AccountMarks } from './account-marks.tsx';
import classes from './accounts.module.css';
import { nameOf } from './name.ts';
import { NewAccountDrawer } from './new-account.tsx';

const route = getRouteApi('/$tenant/accounts');

export function AccountsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [adding, drawer] = useDisclosure();
  const set = (changes: Partial<typeof search>) =>
    navigate({ to: '.', search: (before) => ({ ...before, ...changes }), replace: true });
  const clear = () => set({ state: undefined, connection: undefined, text: undefined });
  const active = [search.state, search.connection, search.text].filter(Boolean).length;

  const connections = useQuery(connectionsQuery);
  const {
    query,
    items: accounts,
    more,
  } = usePages(
    accountsQuery({
      ...(search.state && { state: search.state }),
      ...(search.connection && { connectionId: Number(search.connection) }),
      ...(search.text && { search: search.text }),
    }),
  );
  const lines = useMemo(
    () => accounts.map((item): Line<Account> => ({ kind: 'row', key: item.id, item })),
    [accounts],
  );
  const connected = accounts.find(({ id }) => id === search.connected);

  return (
    <Page
      title="Accounts"
      trail="Accounts"
      fill
      actions={
        <Act variant="filled" leftSection={<IconPlus aria-hidden size={16} />} onClick={drawer.open}>
          <span className={classes.wide}>Connect an account</span>
          <span className={classes.narrow}>Connect</span>
        </Act>
      }
    >
      <Returned
        connected={search.connected}
        error={search.connect_error}
        name={connected && nameOf(connected.endUser)}
        onClose={() => set({ connected: undefined, connect_error: undefined })}
      />
      <FilterBar
        active={active}
        onClear={clear}
        note={query.isSuccess && countWords(accounts.length, query.hasNextPage)}
        search={
          <SearchField
            label="Name, email or user id"
            value={search.text ?? ''}
            onChange={(text) => set({ text: text || undefined })}
          />
        }
      >
        <Select
          aria-label="State"
          allowDeselect={false}
          value={search.state ?? ''}
          data={[
            { value: '', label: 'Any state' },
            ...(['connected', 'error', 'disconnected', 'configured'] as const).map((state) => ({
              value: state,
              label: marks[state].word,
            })),
          ]}
          onChange={(state) => set({ state: (state || undefined) as typeof search.state })}
        />
        <Select
          aria-label="Connection"
          allowDeselect={false}
          value={search.connection ?? ''}
          data={[
            { value: '', label: 'All connections' },
            ...(connections.data ?? []).map(({ id, name }) => ({ value: String(id), label: plain(name) })),
          ]}
          onChange={(connection) => set({ connection: connection || undefined })}
        />
      </FilterBar>
      <div className={classes.list}>
        <Load query={query} skeleton={<SkeletonRows rows={12} />}>
          {() =>
            lines.length === 0 ? (
              <None active={active} clear={clear} add={drawer.open} />
            ) : (
              <LogList
                label="Accounts"
                testId="accounts-list"
                className={classes.columns}
                columns={['State', 'End user', 'Connection', 'Subscription', 'Last delivery', 'Ahead']}
                lines={lines}
                busy={query.isPlaceholderData}
                onNearEnd={more}
                row={(account) => <Row account={account} />}
              />
            )
          }
        </Load>
      </div>
      <NewAccountDrawer opened={adding} onClose={drawer.close} />
    </Page>
  );
}

function Row({ account }: { account: Account }) {
  const { endUser } = account;
  const name = nameOf(endUser);
  const known = [endUser.email, endUser.userId && `id ${endUser.userId}`].filter(
    (part) => part && part !== name,
  );
  return (
    <>
      <Cell className={classes.state}>
        <AccountMarks account={account} />
      </Cell>
      <Cell className={classes.person}>
        <Link
          from="/$tenant/accounts"
          to="/$tenant/accounts/$accountId"
          params={{ accountId: account.id }}
          data-row-link
          title={plain(name)}
        >
          <Text>{name}</Text>
        </Link>
        {known.length > 0 && (
          <span className={classes.known}>
            <Text>{known.join(' · ')}</Text>
          </span>
        )}
      </Cell>
      <Cell className={`${classes.muted} ${classes.connection}`} title={plain(account.connectionName)}>
        <Text>{account.connectionName}</Text>
      </Cell>
      <Cell className={classes.other}>
        {account.calendly && <StateMark name={subscriptionMark(account.subscription)} />}
      </Cell>
      <Cell className={classes.muted}>
        {account.lastDeliveryAt ? <When at={account.lastDeliveryAt} /> : account.calendly && 'None yet'}
      </Cell>
      <Cell className={classes.ahead}>{account.calendly && account.meetingsAhead}</Cell>
    </>
  );
}

function None(props: { active: number; clear(): void; add(): void }) {
  if (props.active > 0) return <NoMatches what="accounts" onClear={props.clear} />;
  return (
    <Empty
      title="Nobody has connected yet"
      actions={
        <>
          <Act onClick={props.add}>Copy link for an end user</Act>
          <Link from="/$tenant" to="/$tenant/settings/connections" className={classes.strong}>
            Connect your own
          </Link>
        </>
      }
    >
      Here stands everyone who lets you read their Calendly, with how well it works.
    </Empty>
  );
}

function countWords(count: number, more: boolean): string {
  if (more) return `first ${count}, more below`;
  return count === 1 ? '1 account' : `${count} accounts`;
}
