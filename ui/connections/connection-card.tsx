/** One connection: name and state first, what it is, what can be done with it. */
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconKey, IconLink, IconPencil, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode, useState } from 'react';
import type { Action, Connection, State } from '../../sdk/index.ts';
import { Act } from '../kit/act.tsx';
import { Id } from '../kit/id.tsx';
import { StateMark } from '../kit/state-mark.tsx';
import { marks } from '../kit/states.ts';
import { plain } from '../kit/text.tsx';
import { When } from '../kit/when.tsx';
import { useMayChange, useSession } from '../shell/session.ts';
import { useConnectOwn } from './actions.ts';
import { ConnectionName } from './connection-name.tsx';
import classes from './connections.module.css';
import type { Asked } from './connections-page.tsx';

export function ConnectionCard({ connection, ask }: { connection: Connection; ask(what: Asked): void }) {
  const [renaming, setRenaming] = useState(false);
  const { status } = connection;
  return (
    <article
      className={classes.card}
      aria-label={plain(connection.name)}
      data-connection-id={connection.id}
      data-state={status.state}
    >
      <div className={classes.what}>
        <div className={classes.heading}>
          <ConnectionName connection={connection} editing={renaming} onDone={() => setRenaming(false)} />
          <span className={classes.number}>#{connection.id}</span>
          <StateMark name={status.state} chip testId="connection-status" />
          {status.state === 'connected' && status.health.level !== 'ok' && (
            <StateMark name={status.health.level} />
          )}
        </div>
        {status.reason && (
          <p className={classes.reason}>
            {status.reason.words} {status.reason.wayOut}{' '}
            <span>
              Since <When at={status.since} />.
            </span>
          </p>
        )}
        {connection.options.deletingSince && (
          <p className={classes.reason} role="status">
            Being deleted since <When at={connection.options.deletingSince} />: its accounts are disconnected
            first, then it goes.
          </p>
        )}
        <dl className={classes.facts}>
          <div>
            <dt>Client ID</dt>
            <dd>
              <Id value={connection.clientId} what="Client ID" />
            </dd>
          </div>
          <div>
            <dt>Webhook signing key</dt>
            <dd>{connection.options.webhookSigningKey ? 'Entered' : 'Not entered'}</dd>
          </div>
          <div>
            <dt>End users’ accounts</dt>
            <dd>
              <Counts connection={connection} />
            </dd>
          </div>
        </dl>
      </div>
      <div className={classes.actions}>
        <Act testId="copy-link-button" onClick={() => ask('link')}>
          Copy link
        </Act>
        <StateButtons connection={connection} ask={ask} />
        <More connection={connection} ask={ask} rename={() => setRenaming(true)} />
      </div>
    </article>
  );
}

/** The state's own buttons, with the words that were asked for. */
function StateButtons({ connection, ask }: { connection: Connection; ask(what: Asked): void }) {
  const connect = useConnectOwn();
  const toCalendly = (word: Action) => (
    <Act
      testId="connect-button"
      busy={connect.isPending || connect.isSuccess}
      onClick={() => connect.mutate(connection.id)}
    >
      {word}
    </Act>
  );
  const buttons: Record<Action, ReactNode> = {
    Connect: toCalendly('Connect'),
    'Re-connect': toCalendly('Re-connect'),
    Disconnect: (
      <Act testId="disconnect-button" onClick={() => ask('disconnect')}>
        Disconnect
      </Act>
    ),
    'Update credentials': (
      <Act testId="update-credentials-button" onClick={() => ask('credentials')}>
        Update credentials
      </Act>
    ),
    Test: (
      <Act testId="test-button" onClick={() => ask('test')}>
        Test
      </Act>
    ),
  };
  return connection.status.actions.map((action) => <Fragment key={action}>{buttons[action]}</Fragment>);
}

function Counts({ connection }: { connection: Connection }) {
  const { tenant } = useSession();
  const counted = Object.entries(connection.status.accounts).filter(([, count]) => count > 0) as [
    State,
    number,
  ][];
  if (counted.length === 0) return <>None yet</>;
  return (
    <span className={classes.counts}>
      {counted.map(([state, count]) => (
        <Link
          key={state}
          to="/$tenant/accounts"
          params={{ tenant: tenant.slug }}
          search={{ state, connection: String(connection.id) }}
        >
          <StateMark name={state} chip={false} word={`${count} ${marks[state].word.toLowerCase()}`} />
        </Link>
      ))}
    </span>
  );
}

function More(props: { connection: Connection; ask(what: Asked): void; rename(): void }) {
  const may = useMayChange();
  if (!may) return null;
  const icon = { 'aria-hidden': true, size: 16, stroke: 1.6 };
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon
          variant="default"
          aria-label={plain(`More for ${props.connection.name}`)}
          className={classes.more}
        >
          <IconDots aria-hidden size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil {...icon} />} onClick={props.rename}>
          Rename
        </Menu.Item>
        <Menu.Item leftSection={<IconKey {...icon} />} onClick={() => props.ask('credentials')}>
          Update credentials
        </Menu.Item>
        <Menu.Item leftSection={<IconLink {...icon} />} onClick={() => props.ask('link')}>
          Copy link for an end user
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconTrash {...icon} />} onClick={() => props.ask('delete')}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
