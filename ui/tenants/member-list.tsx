/** The members, each with what they may and whether they have come. */
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconLink, IconTrash, IconUserShield } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Member } from '../../sdk/index.ts';
import { Load } from '../kit/load.tsx';
import { Cell, type Line, LogList, SkeletonRows } from '../kit/log-list.tsx';
import { plain, Text } from '../kit/text.tsx';
import { usePages } from '../kit/use-pages.ts';
import { When } from '../kit/when.tsx';
import { membersQuery } from '../queries.ts';
import { useMayChange, useSession } from '../shell/session.ts';
import { NewLinkDialog, RemoveDialog, RoleDialog } from './member-dialogs.tsx';
import { roleWords } from './roles.ts';
import classes from './team.module.css';

type What = 'role' | 'link' | 'remove';

export function MemberList() {
  const { query, items, more } = usePages(membersQuery);
  const [asked, setAsked] = useState<{ what: What; of: Member }>();
  const close = () => setAsked(undefined);
  const of = (what: What) => (asked?.what === what ? asked.of : undefined);
  const lines = useMemo(
    () => items.map((item): Line<Member> => ({ kind: 'row', key: item.id, item })),
    [items],
  );
  return (
    <>
      <Load query={query} skeleton={<SkeletonRows rows={4} />}>
        {() => (
          <LogList
            label="Members"
            testId="members-list"
            className={classes.members}
            columns={['Name', 'Email', 'Role', 'Last signed in', 'Actions']}
            lines={lines}
            onNearEnd={more}
            row={(member) => <Row member={member} ask={(what) => setAsked({ what, of: member })} />}
          />
        )}
      </Load>
      <RoleDialog member={of('role')} onClose={close} />
      <NewLinkDialog member={of('link')} onClose={close} />
      <RemoveDialog member={of('remove')} onClose={close} />
    </>
  );
}

function Row({ member, ask }: { member: Member; ask(what: What): void }) {
  const self = useSession().member.id === member.id;
  return (
    <>
      <Cell className={classes.name} title={plain(member.name)}>
        <Text>{member.name}</Text>
        {self && <span className={classes.self}>you</span>}
      </Cell>
      <Cell className={classes.email} title={plain(member.email)}>
        <Text>{member.email}</Text>
      </Cell>
      <Cell className={classes.role} title={roleWords[member.role].may}>
        {roleWords[member.role].word}
      </Cell>
      <Cell className={classes.seen}>
        <Arrival member={member} />
      </Cell>
      <Cell className={classes.more}>
        <More member={member} ask={ask} />
      </Cell>
    </>
  );
}

function Arrival({ member: { signedInAt, linkEndsAt } }: { member: Member }) {
  if (signedInAt) return <When at={signedInAt} />;
  if (linkEndsAt === null) return 'Invited; the link has ended';
  return (
    <>
      Invited; link until <When at={linkEndsAt} />
    </>
  );
}

function More({ member, ask }: { member: Member; ask(what: What): void }) {
  const may = useMayChange('owner');
  if (!may) return null;
  const icon = { 'aria-hidden': true, size: 16, stroke: 1.6 };
  return (
    <Menu withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" aria-label={plain(`More for ${member.name}`)}>
          <IconDots aria-hidden size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUserShield {...icon} />} onClick={() => ask('role')}>
          Change role
        </Menu.Item>
        <Menu.Item leftSection={<IconLink {...icon} />} onClick={() => ask('link')}>
          New sign-in link
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash {...icon} />} onClick={() => ask('remove')}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
