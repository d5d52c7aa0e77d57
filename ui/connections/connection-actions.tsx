/** What can be done with a connection: its state's own buttons, a link for an end user, and the rest behind a menu. */
import { ActionIcon, Menu } from '@mantine/core';
import { IconAdjustments, IconDots, IconKey, IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { Fragment, type ReactNode } from 'react';
import type { Action, Connection } from '../../sdk/index.ts';
import { Act } from '../kit/act.tsx';
import { plain } from '../kit/text.tsx';
import { useMayChange } from '../shell/session.ts';
import { useConnectOwn } from './actions.ts';
import type { Asked } from './connection-dialogs.tsx';
import classes from './connections.module.css';

export function ConnectionActions(props: { connection: Connection; ask(what: Asked): void; rename(): void }) {
  return (
    <>
      <Act testId="copy-link-button" onClick={() => props.ask('link')}>
        Copy link
      </Act>
      <StateButtons {...props} />
      <More {...props} />
    </>
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

function More(props: { connection: Connection; ask(what: Asked): void; rename(): void }) {
  const may = useMayChange();
  if (!may) return null;
  const { options, status } = props.connection;
  const { configured } = options;
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
        {configured && <Menu.Label>Set in the configuration file</Menu.Label>}
        <Menu.Item disabled={configured} leftSection={<IconPencil {...icon} />} onClick={props.rename}>
          Rename
        </Menu.Item>
        {!status.actions.includes('Update credentials') && (
          <Menu.Item
            disabled={configured}
            leftSection={<IconKey {...icon} />}
            onClick={() => props.ask('credentials')}
          >
            Update credentials
          </Menu.Item>
        )}
        <Menu.Item
          disabled={configured}
          leftSection={<IconAdjustments {...icon} />}
          onClick={() => props.ask('options')}
        >
          Permissions and environment
        </Menu.Item>
        <Menu.Item leftSection={<IconRefresh {...icon} />} onClick={() => props.ask('tokens')}>
          Replace tokens
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          disabled={configured}
          leftSection={<IconTrash {...icon} />}
          onClick={() => props.ask('delete')}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
