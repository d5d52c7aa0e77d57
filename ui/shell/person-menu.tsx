/** Who is signed in, how they want things shown, and the way out. */
import { Button, Popover, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconLogout } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import type { Session } from '../../sdk/index.ts';
import { remove } from '../api.ts';
import { Initials } from '../kit/person.tsx';
import { ZoneSelect } from '../kit/zone-select.tsx';
import { setPreferences, usePreferences } from '../preferences.ts';
import { queryClient } from '../queries.ts';
import classes from './person-menu.module.css';
import shell from './shell.module.css';

const short = { development: 'dev', staging: 'staging', production: 'live' };
const roles = { owner: 'Owner', operator: 'Operator', viewer: 'Viewer' };

export function PersonMenu({ session }: { session: Session }) {
  const { member, tenant, calendly, demo } = session;
  const narrow = useMediaQuery('(width < 768px)', undefined, { getInitialValueInEffect: false });
  const signOut = useMutation({
    mutationFn: () => remove('/api/v1/session'),
    onSettled: () => queryClient.resetQueries(),
  });
  return (
    <Popover position={narrow ? 'top-end' : 'right-end'} width={296} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={shell.item}>
          <Initials name={member.name} />
          <span className={classes.who}>{member.name}</span>
          <span className={classes.where}>
            <span>{tenant.name}</span> · {short[tenant.environment]}
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="You and how things are shown" className={classes.menu}>
        <div>
          <p className={classes.name}>{member.name}</p>
          <p className={classes.note}>
            {member.email} · {roles[member.role]} of {tenant.name} ({tenant.environment})
          </p>
        </div>
        <Scheme />
        <Clock />
        <Zone />
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

function Zone() {
  const { zone } = usePreferences();
  return (
    <ZoneSelect label="Time zone" value={zone} onChange={(chosen) => setPreferences({ zone: chosen })} />
  );
}
