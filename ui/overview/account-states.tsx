/** How many accounts are in which state; each leads to its list. */
import { Link } from '@tanstack/react-router';
import type { Overview, State } from '../../sdk/index.ts';
import { Card } from '../kit/card.tsx';
import { StateMark } from '../kit/state-mark.tsx';
import { marks } from '../kit/states.ts';
import classes from './overview.module.css';
import { countOf } from './words.ts';

const order: State[] = ['connected', 'error', 'disconnected', 'configured'];

export function AccountStates({ accounts }: Pick<Overview, 'accounts'>) {
  const whole = order.reduce((sum, state) => sum + accounts[state], 0);
  return (
    <Card title="Accounts" note={countOf(whole)} flush>
      <ul className={classes.states}>
        {order.map((state) => (
          <li key={state}>
            <Link from="/$tenant" to="/$tenant/accounts" search={{ state }} className={classes.state}>
              <StateMark name={state} chip={false} />
              <svg className={classes.meter} aria-hidden preserveAspectRatio="none" viewBox="0 0 100 6">
                <rect width="100" height="6" />
                <rect width={shareOf(accounts[state], whole)} height="6" data-tone={marks[state].tone} />
              </svg>
              <span className={classes.count}>{countOf(accounts[state])}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** One of a million is still to be seen. */
function shareOf(count: number, whole: number): number {
  return count === 0 ? 0 : Math.max(1, (100 * count) / whole);
}
