/** What was asked of Calendly lately: what is left of the minute, how many requests were made, what failed. */
import { useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { AccountDetail, RepeatedFailure } from '../../sdk/index.ts';
import { Act } from '../kit/act.tsx';
import { Card } from '../kit/card.tsx';
import { Plot, type PlotPoint } from '../kit/plot.tsx';
import { StateIcon } from '../kit/state-mark.tsx';
import { When } from '../kit/when.tsx';
import { useClockwork } from '../preferences.ts';
import { placeOf } from '../time.ts';
import { useConnect } from './actions.ts';
import classes from './requests.module.css';

const minuteMs = 60_000;
const narrowMinutes = 30;
const series = [{ key: 'requests', word: 'Requests', tone: '1' } as const];

export function AccountRequests({ account }: { account: AccountDetail }) {
  return (
    <>
      <Budget account={account} />
      <Card
        title="What failed"
        note="last 24 hours"
        flush={account.requests.failures.length > 0 || undefined}
      >
        <Failures account={account} />
      </Card>
    </>
  );
}

function Budget({ account: { id, budget, requests } }: { account: AccountDetail }) {
  const { zone } = useClockwork();
  const [at, setAt] = useState<number | null>(null);
  // Sixty bars would be a lump there.
  const narrow = useMediaQuery('(width < 768px)', undefined, { getInitialValueInEffect: false });
  const minutes = requests.perMinute.map(
    (count, index): PlotPoint => ({
      at: new Date(Date.parse(requests.from) + index * minuteMs).toISOString(),
      values: { requests: count },
    }),
  );
  const points = narrow ? minutes.slice(-narrowMinutes) : minutes;
  return (
    <section className={classes.budget} data-testid="account-budget">
      <Plot
        title="Calendly budget"
        note={`requests a minute, last ${narrow ? `${narrowMinutes} minutes` : 'hour'} · ${placeOf(zone)} time`}
        finding={findingOf(requests.perMinute, budget)}
        kind="bars"
        series={series}
        points={points}
        bucketSeconds={60}
        format={String}
        {...(budget ? { aim: budget.limit } : {})}
        at={at !== null && at < points.length ? at : null}
        onAt={setAt}
      />
      <p className={classes.left}>
        {budget ? <Left budget={budget} /> : <span>Calendly tells its limit with the first answer.</span>}
        <Link from="/$tenant" to="/$tenant/accounts/$accountId/requests" params={{ accountId: id }}>
          All requests of 30 days
        </Link>
      </p>
    </section>
  );
}

function findingOf(perMinute: number[], budget: AccountDetail['budget']): string {
  const all = perMinute.reduce((sum, count) => sum + count, 0);
  const most = Math.max(...perMinute);
  const limit = budget ? ` of the ${budget.limit} that Calendly allows` : '';
  if (all === 0) return 'Nothing was asked of Calendly in the last hour.';
  return `${all} ${all === 1 ? 'request' : 'requests'} in the last hour, at most ${most} a minute${limit}.`;
}

function Left({ budget: { limit, left, endsAt } }: { budget: NonNullable<AccountDetail['budget']> }) {
  const seconds = useSecondsTo(endsAt);
  if (seconds === 0) return <span>{`limit ${limit} a minute, all of it left`}</span>;
  return <span>{`limit ${limit} a minute, ${left} left, resets in ${seconds} s`}</span>;
}

/** Whole seconds until then; 0 once it is past. */
function useSecondsTo(at: string): number {
  const left = () => Math.max(0, Math.ceil((Date.parse(at) - Date.now()) / 1000));
  const [, setSeconds] = useState(left);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left()), 1000);
    return () => clearInterval(timer);
  });
  return left();
}

function Failures({ account: { id, requests } }: { account: AccountDetail }) {
  if (requests.failures.length === 0) return <p className={classes.quiet}>Nothing.</p>;
  return (
    <ul data-testid="account-failures">
      {requests.failures.map((failure) => (
        <Failure
          key={`${failure.kind} ${failure.method} ${failure.path} ${failure.status}`}
          {...{ failure, id }}
        />
      ))}
    </ul>
  );
}

function Failure({ failure, id }: { failure: RepeatedFailure; id: string }) {
  const { kind, words, wayOut, method, path, status, count, lastAt } = failure;
  const again = kind === 'missing_scope' || kind === 'invalid_grant';
  return (
    <li className={classes.failure}>
      <StateIcon name={again ? 'error' : 'attention'} />
      <div className={classes.told}>
        <strong>{words}</strong>
        <span>{wayOut}</span>
        <span className={classes.facts}>
          <code>{`${method} ${path}`}</code>
          <span>{status === null ? 'no answer' : `answered ${status}`}</span>
          <span>{count === 1 ? 'once' : `${count} times`}</span>
          <span>
            last <When at={lastAt} />
          </span>
        </span>
      </div>
      {again && <Again id={id} />}
    </li>
  );
}

function Again({ id }: { id: string }) {
  const connect = useConnect();
  return (
    <Act busy={connect.isPending || connect.isSuccess} onClick={() => connect.mutate(id)}>
      Re-connect
    </Act>
  );
}
