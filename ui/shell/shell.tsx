/** The frame around every page of a tenant: rail or bottom bar, and who is signed in. */

import { IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { Session } from '../../sdk/index.ts';
import { overviewQuery } from '../queries.ts';
import { Gate } from './gate.tsx';
import { IllBar } from './ill-bar.tsx';
import { NotFound } from './not-found.tsx';
import { pages } from './pages.ts';
import { PersonMenu } from './person-menu.tsx';
import { SessionContext } from './session.ts';
import classes from './shell.module.css';
import { TenantSwitch } from './tenant-switch.tsx';
import { loadPalette, PaletteContext, usePalette } from './use-palette.ts';
import { useShellKeys } from './use-shell-keys.ts';

const Palette = lazy(() => loadPalette().then((module) => ({ default: module.Palette })));
const Shortcuts = lazy(() => import('./shortcuts.tsx').then((module) => ({ default: module.Shortcuts })));

export function Shell() {
  const { tenant } = useParams({ from: '/$tenant' });
  return (
    <Gate>{(session) => (session.tenant.slug === tenant ? <Frame session={session} /> : <NotFound />)}</Gate>
  );
}

function Frame({ session }: { session: Session }) {
  const keys = useShellKeys(session.tenant.slug);
  const palette = usePalette();
  return (
    <SessionContext value={session}>
      <PaletteContext value={palette.open}>
        {/* biome-ignore lint/a11y/useValidAnchor: it leads within the page, and must not change the address */}
        <a className="skip" href="#content" onClick={skipToContent}>
          Skip to the content
        </a>
        <div className={classes.shell} data-environment={session.tenant.environment}>
          <Rail session={session} />
          <div className={classes.main}>
            <IllBar />
            <Outlet />
          </div>
        </div>
        <Suspense fallback={null}>
          {keys.opened && <Shortcuts opened onClose={keys.close} />}
          {palette.used && <Palette opened={palette.opened} onClose={palette.close} onKeys={keys.open} />}
        </Suspense>
      </PaletteContext>
    </SessionContext>
  );
}

function skipToContent(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function Rail({ session }: { session: Session }) {
  const { tenant, calendly } = session;
  return (
    <nav className={classes.rail} aria-label="Slotwire">
      <div className={classes.tenant}>
        <TenantSwitch session={session} />
      </div>
      <div className={classes.nav}>
        {['', 'People', 'Traffic', 'Settings'].map((group) => (
          <div key={group} className={classes.group} data-group={group}>
            {group && <p className={classes.heading}>{group}</p>}
            {pages
              .filter((page) => page.group === group)
              .map(({ to, word, icon: Icon }) => (
                <Link
                  key={to}
                  to={to}
                  params={{ tenant: tenant.slug }}
                  activeOptions={{ exact: to === '/$tenant', includeSearch: false }}
                  className={classes.item}
                >
                  <Icon aria-hidden size={18} stroke={1.6} />
                  <span>{word}</span>
                  {to === '/$tenant' && <AttentionCount />}
                </Link>
              ))}
          </div>
        ))}
      </div>
      <div className={classes.foot}>
        {calendly.kind === 'emulator' && (
          <a href={calendly.url} target="_blank" rel="noreferrer" className={classes.item} data-foot>
            <IconExternalLink aria-hidden size={18} stroke={1.6} />
            <span>Emulator</span>
          </a>
        )}
        <PersonMenu session={session} />
      </div>
    </nav>
  );
}

/** How many kinds of trouble need a person. */
function AttentionCount() {
  const { data } = useQuery(overviewQuery('24h'));
  const count = data?.attention.length ?? 0;
  if (count === 0) return null;
  const broken = data?.attention.some(({ level }) => level === 'broken');
  return (
    <span className={classes.badge} data-tone={broken ? 'error' : 'attention'}>
      {count}
      <span className="read-out"> need attention</span>
    </span>
  );
}
