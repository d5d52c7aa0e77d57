/** Which tenant these pages are of, and the way to others that this browser is signed in to. */
import { Menu } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import type { Session } from '../../sdk/index.ts';
import { plain, Text } from '../kit/text.tsx';
import classes from './tenant-switch.module.css';

export function TenantSwitch({ session: { tenant, others } }: { session: Session }) {
  const name = (
    <span className={classes.words}>
      <span className={classes.name} title={plain(tenant.name)}>
        <Text>{tenant.name}</Text>
      </span>
      <span className={classes.environment}>{tenant.environment}</span>
    </span>
  );
  if (others.length === 0) return <div className={classes.alone}>{name}</div>;
  return (
    <Menu position="bottom-start" width={232} withinPortal>
      <Menu.Target>
        <button type="button" className={classes.switch} data-testid="tenant-switch">
          {name}
          <IconSelector aria-hidden size={16} stroke={1.6} />
          <span className="read-out">Switch tenant</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Others others={others} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** The whole page is loaded anew, so that nothing of one tenant is left in the pages of another. */
function Others({ others }: { others: Session['others'] }) {
  return others.map(({ slug, name, environment }) => (
    <Menu.Item
      key={slug}
      component="a"
      href={`/${slug}`}
      className={classes.choice}
      leftSection={<span aria-hidden className={classes.mark} data-environment={environment} />}
    >
      <Text>{name}</Text>
      <span className={classes.environment}>{environment}</span>
    </Menu.Item>
  ));
}

/** The same as a list of links, for where the rail has no room. */
export function OtherTenants({ others }: { others: Session['others'] }) {
  if (others.length === 0) return null;
  return (
    <div>
      <p className={classes.label}>Switch tenant</p>
      {others.map(({ slug, name, environment }) => (
        <a key={slug} href={`/${slug}`} className={classes.place}>
          <span aria-hidden className={classes.mark} data-environment={environment} />
          <span className={classes.placeName}>
            <Text>{name}</Text>
          </span>
          <span className={classes.environment}>{environment}</span>
        </a>
      ))}
    </div>
  );
}
