/** Before anything came: the way that each delivery will go, dark still. */
import { Link } from '@tanstack/react-router';
import { Empty } from '../kit/empty.tsx';
import classes from './nothing-yet.module.css';

const steps = ['Calendly', 'Received', 'Verified', 'Applied'];

export function NothingYet() {
  return (
    <div className={classes.whole}>
      <ol className={classes.wire} aria-label="The way of a delivery">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Empty
        title="Waiting for the first delivery"
        actions={
          <Link from="/$tenant" to="/$tenant/accounts" className={classes.link}>
            See who is connected
          </Link>
        }
      >
        When somebody books, moves or cancels, Calendly posts it here. It stands in this list within a second,
        with its bytes and what it did.
      </Empty>
    </div>
  );
}
