/** The newest changes, live; a new one tints for a moment. */
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Change, Overview } from '../../sdk/index.ts';
import { Card } from '../kit/card.tsx';
import { When } from '../kit/when.tsx';
import { useClockwork } from '../preferences.ts';
import { dayOrTimeOf } from '../time.ts';
import classes from './overview.module.css';
import { tellChange } from './words.ts';

export function Latest({ overview: { latest: changes, names } }: { overview: Overview }) {
  const known = useRef<Set<string> | null>(null);
  useEffect(() => {
    known.current = new Set(changes.map(({ id }) => id));
  }, [changes]);
  return (
    <Card title="Latest changes" flush>
      {changes.length === 0 ? (
        <p className={classes.none}>What people book, move and cancel appears here, within a second.</p>
      ) : (
        <ul className={classes.latest} data-testid="latest">
          {changes.map((change) => {
            const fresh = known.current !== null && !known.current.has(change.id);
            return (
              <li key={change.id} className={fresh ? classes.fresh : undefined}>
                <Row change={change} names={names} />
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

function Row({ change, names }: { change: Change; names: Overview['names'] }) {
  const clock = useClockwork();
  const { who, words } = tellChange(change, names, clock, Date.now());
  const line = (
    <>
      <When at={change.at} as={dayOrTimeOf} />
      <span title={`${who} ${words}`}>
        <strong>
          <bdi>{who}</bdi>
        </strong>{' '}
        <bdi>{words}</bdi>
      </span>
    </>
  );
  const { subject } = change;
  if (subject.kind === 'meeting') {
    return (
      <Link
        from="/$tenant"
        to="/$tenant/meetings/$meetingId"
        params={{ meetingId: subject.id }}
        search={{ when: 'all' }}
        className={classes.change}
      >
        {line}
      </Link>
    );
  }
  if (subject.kind === 'account') {
    return (
      <Link
        from="/$tenant"
        to="/$tenant/accounts/$accountId"
        params={{ accountId: subject.id }}
        className={classes.change}
      >
        {line}
      </Link>
    );
  }
  return (
    <Link from="/$tenant" to="/$tenant/settings/connections" className={classes.change}>
      {line}
    </Link>
  );
}
