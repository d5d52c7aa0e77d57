/** Who runs this tenant and what each may, and in which browsers they are signed in. */
import { SegmentedControl } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUserPlus } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { Act } from '../kit/act.tsx';
import { Page } from '../shell/page.tsx';
import { BrowserList } from './browser-list.tsx';
import { InviteDrawer } from './invite.tsx';
import { MemberList } from './member-list.tsx';
import classes from './team.module.css';

const route = getRouteApi('/$tenant/settings/team');

export function TeamPage() {
  const { tab = 'members' } = route.useSearch();
  const navigate = route.useNavigate();
  const [inviting, drawer] = useDisclosure();
  const show = (chosen: string) =>
    navigate({ to: '.', search: { tab: chosen === 'browsers' ? 'browsers' : undefined }, replace: true });
  return (
    <Page
      title="Team"
      trail="Team · Settings"
      fill
      actions={
        <Act
          variant="filled"
          need="owner"
          testId="invite"
          leftSection={<IconUserPlus aria-hidden size={16} />}
          onClick={drawer.open}
        >
          Invite
        </Act>
      }
    >
      <div className={classes.tabs}>
        <SegmentedControl
          aria-label="What to show"
          value={tab}
          data={[
            { value: 'members', label: 'Members' },
            { value: 'browsers', label: 'Signed-in browsers' },
          ]}
          onChange={show}
        />
      </div>
      <div className={classes.list}>{tab === 'browsers' ? <BrowserList /> : <MemberList />}</div>
      <InviteDrawer opened={inviting} onClose={drawer.close} />
    </Page>
  );
}
