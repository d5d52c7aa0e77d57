/** One connection: its state and what to do about it, what it asks for, whose accounts use it, what became of it. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ConnectionDetail } from '../../sdk/index.ts';
import { Act } from '../kit/act.tsx';
import { Card } from '../kit/card.tsx';
import { CopyButton, CopyField } from '../kit/copy.tsx';
import { Facts } from '../kit/facts.tsx';
import forms from '../kit/form.module.css';
import { Id } from '../kit/id.tsx';
import { useKeys } from '../kit/keys.ts';
import { Load } from '../kit/load.tsx';
import { SkeletonRows } from '../kit/log-list.tsx';
import { Notice } from '../kit/notice.tsx';
import { Returned } from '../kit/returned.tsx';
import { StateMark } from '../kit/state-mark.tsx';
import { plain, Text } from '../kit/text.tsx';
import { Timeline } from '../kit/timeline.tsx';
import { When } from '../kit/when.tsx';
import { connectionQuery, scopesQuery } from '../queries.ts';
import { backIcon, Page } from '../shell/page.tsx';
import { useMayChange, useSession } from '../shell/session.ts';
import { AccountCounts } from './account-counts.tsx';
import { ConnectionActions } from './connection-actions.tsx';
import { type Asked, type AskedOf, ConnectionDialogs } from './connection-dialogs.tsx';
import { ConnectionName } from './connection-name.tsx';
import { ConnectionNotes } from './connection-reason.tsx';
import classes from './connections.module.css';
import { environmentWords } from './environment-field.tsx';
import { presetWord, ScopeList, scopesNamed } from './scopes-field.tsx';

const route = getRouteApi('/$tenant/settings/connections/$connectionId');

export function ConnectionPage() {
  const { connectionId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(connectionQuery(connectionId));
  const connection = query.data;
  const [asked, setAsked] = useState<AskedOf>();
  const [renaming, setRenaming] = useState(false);
  const ask = (what: Asked) => connection && setAsked({ what, of: connection });
  const testable = useMayChange() && connection?.status.actions.includes('Test');
  useKeys({ t: testable ? () => ask('test') : undefined });
  const name = connection ? plain(connection.name) : 'Connection';
  return (
    <Page
      title={name}
      trail={`${name} · Connections`}
      back={
        <Link
          from="/$tenant/settings/connections/$connectionId"
          to="/$tenant/settings/connections"
          aria-label="All connections"
        >
          {backIcon}
        </Link>
      }
      below={connection && `Connection #${connection.id}`}
      status={connection && <StateMark name={connection.status.state} chip testId="connection-status" />}
      actions={
        connection && <ConnectionActions connection={connection} ask={ask} rename={() => setRenaming(true)} />
      }
    >
      <Returned
        connected={search.connected}
        error={search.connect_error}
        name={connection && `Your own account through ${name}`}
        onClose={() => navigate({ to: '.', search: () => ({}), replace: true })}
      />
      {connection && renaming && <ConnectionName connection={connection} onDone={() => setRenaming(false)} />}
      <Load query={query} skeleton={<SkeletonRows rows={7} />}>
        {(found) => <Detail connection={found} ask={ask} />}
      </Load>
      <ConnectionDialogs asked={asked} onClose={() => setAsked(undefined)} />
    </Page>
  );
}

function Detail({ connection, ask }: { connection: ConnectionDetail; ask(what: Asked): void }) {
  const { status, options } = connection;
  const scopeNames = useQuery(scopesQuery).data;
  const others = status.health.reasons.filter(({ code }) => code !== status.reason?.code);
  return (
    <>
      {status.reason && (
        <Notice name={status.state === 'error' ? 'error' : status.state} title={status.reason.words}>
          {status.reason.wayOut} Since <When at={status.since} />.
        </Notice>
      )}
      {others.map((reason) => (
        <Notice key={reason.code} name="attention" title={reason.words}>
          {reason.wayOut} Since <When at={reason.since} />.
        </Notice>
      ))}
      <ConnectionNotes connection={connection} />
      <div className={classes.halves}>
        <div className={classes.half}>
          <Card title="At Calendly">
            <AtCalendly connection={connection} />
            {!options.configured && !status.actions.includes('Update credentials') && (
              <div className={classes.change}>
                <Act onClick={() => ask('credentials')}>Update credentials</Act>
              </div>
            )}
          </Card>
          <Card title="Permissions" note={presetWord(scopeNames, options.scopes)}>
            <ScopeList scopes={options.scopes} />
            {!options.configured && (
              <div className={classes.change}>
                <Act onClick={() => ask('options')}>Change permissions or environment</Act>
              </div>
            )}
          </Card>
          <Card title="End users’ accounts">
            <AccountCounts connection={connection} />
          </Card>
        </div>
        <div className={classes.half}>
          <Card title="History">
            <Timeline entries={connection.timeline} />
          </Card>
          <Card title="In the configuration file">
            <Snippet connection={connection} scopes={scopesNamed(scopeNames, options.scopes)} />
          </Card>
        </div>
      </div>
    </>
  );
}

function AtCalendly({ connection }: { connection: ConnectionDetail }) {
  const { redirectUri } = useSession();
  const { status, options } = connection;
  const rows: [string, React.ReactNode][] = [
    ['Client ID', <Id key="client" value={connection.clientId} what="Client ID" />],
    ['Client secret', connection.clientSecret],
    ['Next Client secret', options.nextClientSecret ?? 'Not entered'],
    ['Webhook signing key', options.webhookSigningKey ?? 'Not entered'],
    ['Environment', options.environment ? environmentWords[options.environment] : 'None'],
    [
      'Own account',
      status.ownAccountId ? (
        <Link
          key="own"
          from="/$tenant"
          to="/$tenant/accounts/$accountId"
          params={{ accountId: status.ownAccountId }}
        >
          Yours
        </Link>
      ) : (
        'Not connected yet'
      ),
    ],
    ['Added', <When key="added" at={options.createdAt} />],
  ];
  return (
    <div className={forms.form}>
      <CopyField label="Redirect URI" value={redirectUri} />
      <Facts rows={rows} />
    </div>
  );
}

/** As `slotwire.config.json` would have it; secrets stay in the environment. */
function Snippet({ connection, scopes }: { connection: ConnectionDetail; scopes: string[] }) {
  const { tenant } = useSession();
  const { type, id, name, clientId, options } = connection;
  const clientSecret = '$env.CALENDLY_CLIENT_SECRET';
  const environment = options.environment ? { environment: options.environment } : {};
  const own = { type, id, name, clientId, clientSecret, options: { scopes, ...environment } };
  const text = JSON.stringify({ tenant: tenant.slug, connections: [own] }, null, 2);
  return (
    <div className={classes.snippet}>
      <p className={classes.quiet}>
        {options.configured ? 'It stands there, and is changed there: ' : 'It could stand there as well: '}
        <Text>slotwire.config.json</Text>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <div>
        <CopyButton text={text}>Copy</CopyButton>
      </div>
    </div>
  );
}
