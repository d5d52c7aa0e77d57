/** The wire by numbers: what came, what had its effect, what waits, what was not used. */
import { useMediaQuery } from '@mantine/hooks';
import { IconCircleCheck, IconHourglass, IconInbox, IconShieldX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Overview, OverviewRange } from '../../sdk/index.ts';
import type { DeliverySearch } from '../router.tsx';
import classes from './overview.module.css';
import { ageOf, countOf, durationOf, many, rangeWords } from './words.ts';

/** What waits longer is late. */
const lateMs = 60_000;

/** The same range on the page of deliveries, where a month is nearly all that is kept. */
const lasts: Record<OverviewRange, DeliverySearch['last']> = {
  '1h': 'hour',
  '24h': 'day',
  '7d': 'week',
  '30d': undefined,
};

export function Flow({ overview, range }: { overview: Overview; range: OverviewRange }) {
  const { deliveries, waiting, applyMs, asOf } = overview;
  const last = lasts[range];
  const waited = waiting.since === null ? 0 : Date.parse(asOf) - Date.parse(waiting.since);
  return (
    <ol className={classes.wire} aria-label={`Deliveries, ${rangeWords[range]}`} data-testid="flow">
      <Step icon={IconInbox} word="Received" count={deliveries.received} search={{ last }}>
        <Under>{rangeWords[range]}</Under>
      </Step>
      <Step
        icon={IconCircleCheck}
        word="Applied"
        count={deliveries.applied}
        search={{ outcome: 'applied', last }}
      >
        <Under>
          {applyMs ? `95 of 100 within ${durationOf(applyMs.p95)}` : 'nothing to apply'}
          {deliveries.unchanged > 0 && ` · ${countOf(deliveries.unchanged)} told nothing new`}
        </Under>
      </Step>
      <Step icon={IconHourglass} word="Waiting" count={waiting.count} search={{ outcome: 'waiting' }}>
        <Under tone={waited > lateMs ? 'attention' : undefined}>
          {waiting.since === null ? 'now' : `oldest ${ageOf(waited)}`}
        </Under>
      </Step>
      <Step icon={IconShieldX} word="Refused" count={deliveries.refused}>
        <Under tone={deliveries.refused > 0 ? 'error' : undefined}>
          no signature of ours
          {deliveries.parked > 0 && (
            <>
              {' · '}
              <Link from="/$tenant" to="/$tenant/deliveries" search={{ outcome: 'parked', last }}>
                {many(deliveries.parked, 'more', 'more')} not readable
              </Link>
            </>
          )}
        </Under>
      </Step>
    </ol>
  );
}

function Step(props: {
  icon: typeof IconInbox;
  word: string;
  count: number;
  /** Which deliveries are counted; those refused are not kept. */
  search?: DeliverySearch;
  children: ReactNode;
}) {
  const { icon: Icon, count } = props;
  const narrow = useMediaQuery('(width < 768px)', undefined, { getInitialValueInEffect: false });
  return (
    <li className={classes.cell}>
      <p className={classes.step}>
        <Icon aria-hidden size={16} stroke={1.6} />
        {props.word}
      </p>
      <p className={classes.number} title={countOf(count)}>
        {props.search ? (
          <Link
            from="/$tenant"
            to="/$tenant/deliveries"
            search={props.search}
            aria-label={`${countOf(count)} ${props.word.toLowerCase()}: show these deliveries`}
          >
            {countOf(count, narrow)}
          </Link>
        ) : (
          countOf(count, narrow)
        )}
      </p>
      {props.children}
    </li>
  );
}

function Under({ tone, children }: { tone?: 'error' | 'attention' | undefined; children: ReactNode }) {
  return (
    <p className={classes.under} data-tone={tone}>
      {children}
    </p>
  );
}
