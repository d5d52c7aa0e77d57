/** Everything at a glance: what needs a person, how deliveries flow, what just changed, how accounts are. */
import { SegmentedControl } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { Overview, OverviewRange } from '../../sdk/index.ts';
import { Act } from '../kit/act.tsx';
import { useKeys } from '../kit/keys.ts';
import { Load } from '../kit/load.tsx';
import { setPreferences, usePreferences } from '../preferences.ts';
import { overviewQuery, seriesQuery } from '../queries.ts';
import { Page } from '../shell/page.tsx';
import { useMayChange, useSession } from '../shell/session.ts';
import { AccountStates } from './account-states.tsx';
import { Attention } from './attention.tsx';
import { FirstSteps } from './first-steps.tsx';
import { Flow } from './flow.tsx';
import { Latest } from './latest.tsx';
import classes from './overview.module.css';
import { ranges } from './words.ts';

const route = getRouteApi('/$tenant/');
const Plots = lazy(() => import('./plots.tsx').then((module) => ({ default: module.Plots })));
const SendTest = lazy(() => import('./send-test.tsx').then((module) => ({ default: module.SendTest })));
const NewAccount = lazy(() =>
  import('../accounts/new-account.tsx').then((module) => ({ default: module.NewAccountDrawer })),
);

export function OverviewPage() {
  const { calendly, demo } = useSession();
  const mayChange = useMayChange();
  const { range = '24h' } = route.useSearch();
  const query = useQuery(overviewQuery(range));
  const [adding, drawer] = useDisclosure();
  const test = calendly.kind === 'emulator' && mayChange && (
    <Suspense fallback={null}>
      <SendTest />
    </Suspense>
  );
  const starting = isStarting(query.data, demo !== null);
  const again = usePreferences().steps && !starting;
  return (
    <Page
      title="Overview"
      trail="Overview"
      actions={
        <>
          <Act
            variant={test ? 'default' : 'filled'}
            leftSection={<IconPlus aria-hidden size={16} />}
            onClick={drawer.open}
          >
            <span className={classes.wide}>Connect an account</span>
            <span className={classes.narrow}>Connect</span>
          </Act>
          {!starting && test}
        </>
      }
    >
      <Demo />
      <Load query={query} skeleton={<Bones />}>
        {(overview) => (
          <>
            {(starting || again) && (
              <FirstSteps
                overview={overview}
                onLink={drawer.open}
                test={starting && test}
                onHide={again ? () => setPreferences({ steps: false }) : undefined}
              />
            )}
            {!starting && <Full overview={overview} range={range} />}
          </>
        )}
      </Load>
      {adding && (
        <Suspense fallback={null}>
          <NewAccount opened onClose={drawer.close} />
        </Suspense>
      )}
    </Page>
  );
}

/** Before the first meeting; a demo that is connected has its company to look at already. */
function isStarting(overview: Overview | undefined, demo: boolean): boolean {
  return overview !== undefined && !overview.begun && !(demo && overview.accounts.connected > 0);
}

function Full({ overview, range }: { overview: Overview; range: OverviewRange }) {
  const navigate = route.useNavigate();
  const series = useQuery(seriesQuery(range));
  const choose = (chosen: string) =>
    navigate({
      to: '.',
      search: { range: chosen === '24h' ? undefined : (chosen as OverviewRange) },
      replace: true,
    });
  useKeys(Object.fromEntries(ranges.map(({ value }, index) => [String(index + 1), () => choose(value)])));
  return (
    <>
      <Attention overview={overview} />
      <section aria-labelledby="flow" className={classes.section}>
        <div className={classes.over}>
          <h2 id="flow">How deliveries flow</h2>
          <SegmentedControl size="xs" aria-label="Range" value={range} data={ranges} onChange={choose} />
        </div>
        <Flow overview={overview} range={range} />
      </section>
      <Load query={series} skeleton={<div className={classes.bones} data-part="plots" />}>
        {(known) => (
          <Suspense fallback={<div className={classes.bones} data-part="plots" />}>
            <Plots series={known} range={range} />
          </Suspense>
        )}
      </Load>
      <div className={classes.pair}>
        <Latest overview={overview} />
        <AccountStates accounts={overview.accounts} />
      </div>
    </>
  );
}

function Demo() {
  const { demo } = useSession();
  if (!demo) return null;
  return (
    <p className={classes.strip}>
      <strong>
        Demo company {demo.company}, {demo.people} people, from the emulator.
      </strong>{' '}
      Nothing here reaches Calendly.
    </p>
  );
}

function Bones() {
  return (
    <div className={classes.section} role="status" aria-label="Loading">
      <div className={classes.bones} data-part="flow" />
      <div className={classes.bones} data-part="plots" />
      <div className={classes.bones} data-part="lists" />
    </div>
  );
}
