/** Who is signed in, how they want things shown, and the way out. */
import { Button, Popover, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconDots, IconLogout } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import type { Session } from '../../sdk/index.ts';
import { Initials } from '../kit/person.tsx';
import { ZoneSelect } from '../kit/zone-select.tsx';
import { setPreferences, usePreferences } from '../preferences.ts';
import { pages } from './pages.ts';
import classes from './person-menu.module.css';
import shell from './shell.module.css';
import { useSignOut } from './sign-out.ts';
import { OtherTenants } from './tenant-switch.tsx';

const short = { development: 'dev', staging: 'staging', production: 'live' };
const roles = { owner: 'Owner', operator: 'Operator', viewer: 'Viewer' };

export function PersonMenu({ session }: { session: Session }) {
  const { member, tenant, calendly, demo } = session;
  const narrow = useMediaQuery('(width < 768px)', undefined, { getInitialValueInEffect: false });
  const [opened, menu] = useDisclosure();
  const signOut = useSignOut();
  return (
    <Popover
      opened={opened}
      onChange={menu.set}
      position={narrow ? 'top-end' : 'right-end'}
      width={296}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button type="button" className={shell.item} onClick={menu.toggle}>
          {narrow ? <IconDots aria-hidden size={18} stroke={1.6} /> : <Initials name={member.name} />}
          <span className={classes.who}>{narrow ? `More · ${short[tenant.environment]}` : member.name}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="You and how things are shown" className={classes.menu}>
        <div>
          <p className={classes.name}>{member.name}</p>
          <p className={classes.note}>
            {member.email} · {roles[member.role]} of {tenant.name} ({tenant.environment})
          </p>
        </div>
        {narrow && <OtherTenants others={session.others} />}
        {narrow && <Settings tenant={tenant.slug} onChosen={menu.close} />}
        <Scheme />
        <Clock />
        <Zone />
        <Keys />
        <p className={classes.further}>
          <Link
            to="/$tenant/settings/team"
            params={{ tenant: tenant.slug }}
            search={{ tab: 'browsers' }}
            onClick={menu.close}
          >
            Browsers that are signed in
          </Link>
        </p>
        <FirstSteps tenant={tenant.slug} onChosen={menu.close} />
        {calendly.kind === 'emulator' && (
          <p className={classes.small}>
            {demo && `Demo company ${demo.company}, ${demo.people} people. `}
            Nothing here reaches Calendly. <a href={calendly.url}>Open the emulator</a>
          </p>
        )}
        <Button leftSection={<IconLogout aria-hidden size={16} />} onClick={() => signOut.mutate()}>
          Sign out
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

function Settings({ tenant, onChosen }: { tenant: string; onChosen(): void }) {
  return (
    <div className={classes.settings}>
      <p className={classes.label}>Settings</p>
      {pages
        .filter(({ group }) => group === 'Settings')
        .map(({ to, word, icon: Icon }) => (
          <Link key={to} to={to} params={{ tenant }} className={classes.place} onClick={onChosen}>
            <Icon aria-hidden size={18} stroke={1.6} />
            {word}
          </Link>
        ))}
    </div>
  );
}

function Choice(props: {
  label: string;
  value: string;
  data: { value: string; label: string }[];
  onChange(value: string): void;
}) {
  const id = useId();
  return (
    <div>
      <p id={id} className={classes.label}>
        {props.label}
      </p>
      <SegmentedControl
        fullWidth
        aria-labelledby={id}
        value={props.value}
        data={props.data}
        onChange={props.onChange}
      />
    </div>
  );
}

function Scheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Choice
      label="Appearance"
      value={colorScheme}
      data={[
        { value: 'auto', label: 'System' },
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
      ]}
      onChange={(value) => setColorScheme(value as 'auto' | 'light' | 'dark')}
    />
  );
}

function Clock() {
  const { clock } = usePreferences();
  return (
    <Choice
      label="Clock"
      value={clock ?? 'auto'}
      data={[
        { value: 'auto', label: 'System' },
        { value: '24', label: '24 h' },
        { value: '12', label: '12 h' },
      ]}
      onChange={(value) => setPreferences({ clock: value === 'auto' ? null : (value as '24' | '12') })}
    />
  );
}

function Keys() {
  const { keys } = usePreferences();
  return (
    <Choice
      label="Single keys"
      value={keys ? 'on' : 'off'}
      data={[
        { value: 'on', label: 'On' },
        { value: 'off', label: 'Off' },
      ]}
      onChange={(value) => setPreferences({ keys: value === 'on' })}
    />
  );
}

function FirstSteps({ tenant, onChosen }: { tenant: string; onChosen(): void }) {
  const show = () => {
    setPreferences({ steps: true });
    onChosen();
  };
  return (
    <p className={classes.further}>
      <Link to="/$tenant" params={{ tenant }} onClick={show}>
        Show the first steps again
      </Link>
    </p>
  );
}

function Zone() {
  const { zone } = usePreferences();
  return (
    <ZoneSelect label="Time zone" value={zone} onChange={(chosen) => setPreferences({ zone: chosen })} />
  );
}
