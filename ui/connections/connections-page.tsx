/** The OAuth applications registered with us: their state, and exactly the buttons that the state asks for. */
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connection } from '../../sdk/index.ts';
import { ReplaceTokensDialog } from '../accounts/replace-tokens.tsx';
import { Act } from '../kit/act.tsx';
import { Empty, NoMatches } from '../kit/empty.tsx';
import { SearchField } from '../kit/filter-bar.tsx';
import { useKeys } from '../kit/keys.ts';
import { Load } from '../kit/load.tsx';
import { SkeletonRows } from '../kit/log-list.tsx';
import { Returned } from '../kit/returned.tsx';
import { connectionsQuery } from '../queries.ts';
import { Page } from '../shell/page.tsx';
import { useMayChange } from '../shell/session.ts';
import { AddConnectionDrawer } from './add-connection.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { type AskedOf, ConnectionDialogs } from './connection-dialogs.tsx';
import classes from './connections.module.css';

/** Fewer are seen at a glance. */
const searchedFrom = 8;

const route = getRouteApi('/$tenant/settings/connections');

export function ConnectionsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(connectionsQuery);
  const [adding, drawer] = useDisclosure();
  const [asked, setAsked] = useState<AskedOf>();
  const connected = query.data?.find(({ status }) => status.ownAccountId === search.connected);
  const mayChange = useMayChange();
  const look = (text: string) =>
    navigate({ search: (before) => ({ ...before, text: text || undefined }), replace: true });
  useKeys(
    mayChange
      ? { n: drawer.open, t: (event) => setAsked(testableUnder(event.target, query.data ?? [])) }
      : {},
  );
  return (
    <Page
      title="Connections"
      trail="Connections · Settings"
      actions={
        <Act
          variant="filled"
          testId="add-connection"
          leftSection={<IconPlus aria-hidden size={16} />}
          onClick={drawer.open}
        >
          Add Connection
        </Act>
      }
    >
      <Returned
        connected={search.connected}
        error={search.connect_error}
        name={connected && `Your own account through ${connected.name}`}
        onClose={() => navigate({ to: '.', search: () => ({}), replace: true })}
      />
      <div data-testid="connections-list" className={classes.list}>
        <Load query={query} skeleton={<SkeletonRows rows={3} />}>
          {(connections) =>
            connections.length === 0 ? (
              <None add={drawer.open} />
            ) : (
              <>
                {connections.length >= searchedFrom && (
                  <search className={classes.search}>
                    <SearchField
                      label="Name, number or Client ID"
                      value={search.text ?? ''}
                      onChange={look}
                    />
                  </search>
                )}
                <Cards
                  connections={connections.filter((connection) => matches(connection, search.text))}
                  ask={setAsked}
                  clear={() => look('')}
                />
                <ReplaceAll />
              </>
            )
          }
        </Load>
      </div>
      <AddConnectionDrawer opened={adding} others={query.data ?? []} onClose={drawer.close} />
      <ConnectionDialogs asked={asked} onClose={() => setAsked(undefined)} />
    </Page>
  );
}

function Cards(props: { connections: Connection[]; ask(asked: AskedOf): void; clear(): void }) {
  if (props.connections.length === 0) return <NoMatches what="connections" onClear={props.clear} />;
  return props.connections.map((connection) => (
    <ConnectionCard
      key={connection.id}
      connection={connection}
      ask={(what) => props.ask({ what, of: connection })}
    />
  ));
}

function matches({ name, id, clientId }: Connection, text: string | undefined): boolean {
  if (!text) return true;
  const [sought, own] = [text, `${name} #${id} ${clientId}`].map((word) => word.toLocaleLowerCase());
  return own!.includes(sought!);
}

/** For a security event that no connection is known to be apart from. */
function ReplaceAll() {
  const [asking, dialog] = useDisclosure();
  return (
    <div className={classes.all}>
      <p>Somebody may have seen tokens?</p>
      <Act testId="replace-all-tokens" onClick={dialog.open}>
        Replace all tokens
      </Act>
      <ReplaceTokensDialog
        replaced={asking ? { whose: 'everybody who is connected', of: {} } : undefined}
        onClose={dialog.close}
      />
    </div>
  );
}

/** Of the cards that can be tested, the one that has the focus, else the first. */
function testableUnder(target: EventTarget | null, connections: Connection[]): AskedOf | undefined {
  const testable = connections.filter(({ status }) => status.actions.includes('Test'));
  const card = target instanceof Element && target.closest<HTMLElement>('[data-connection-id]');
  const of = card ? testable.find(({ id }) => String(id) === card.dataset.connectionId) : testable[0];
  return of && { what: 'test', of };
}

function None({ add }: { add(): void }) {
  return (
    <Empty
      title="No connection yet"
      actions={
        <Act variant="filled" onClick={add}>
          Add Connection
        </Act>
      }
    >
      A connection is an OAuth application that you registered at Calendly. Through it your end users, and
      you, let Slotwire read their meetings.
    </Empty>
  );
}
