/** What an account is connected by, given anew, and the other way to Calendly than its state's buttons lead. */
import { ActionIcon, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconKey, IconLogin2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Account } from '../../sdk/index.ts';
import { Act } from '../kit/act.tsx';
import { plain } from '../kit/text.tsx';
import { useMayChange } from '../shell/session.ts';
import classes from './accounts.module.css';
import { useConnect } from './actions.ts';
import { nameOf } from './name.ts';
import { isByToken, PersonalTokenDrawer, tokenTitle } from './personal-token.tsx';

/** Those of the connection; or another personal access token. */
export function UpdateCredentials({ account }: { account: Account }) {
  const [entering, drawer] = useDisclosure();
  if (!isByToken(account)) {
    return (
      <Link from="/$tenant" to="/$tenant/settings/connections" className={classes.strong}>
        Update credentials
      </Link>
    );
  }
  return (
    <>
      <Act testId="enter-token" onClick={drawer.open}>
        Enter a new token
      </Act>
      <PersonalTokenDrawer account={account} opened={entering} onClose={drawer.close} />
    </>
  );
}

export function AccountMore({ account }: { account: Account }) {
  const may = useMayChange();
  const connect = useConnect();
  const [entering, drawer] = useDisclosure();
  if (!may) return null;
  const icon = { 'aria-hidden': true, size: 16, stroke: 1.6 };
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon
            variant="default"
            aria-label={plain(`More for ${nameOf(account.endUser)}`)}
            className={classes.more}
          >
            <IconDots aria-hidden size={18} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconKey {...icon} />} onClick={drawer.open}>
            {isByToken(account) ? 'Enter a new token…' : `${tokenTitle}…`}
          </Menu.Item>
          {isByToken(account) && account.status.state === 'connected' && (
            <Menu.Item leftSection={<IconLogin2 {...icon} />} onClick={() => connect.mutate(account.id)}>
              Connect by consent at Calendly
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <PersonalTokenDrawer account={account} opened={entering} onClose={drawer.close} />
    </>
  );
}
