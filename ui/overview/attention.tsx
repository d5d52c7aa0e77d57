/** What needs a person, the worst first: what, how many, since when, what it means for meetings, the way out. */
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { AttentionItem, Overview } from '../../sdk/index.ts';
import { Act } from '../kit/act.tsx';
import { Card } from '../kit/card.tsx';
import { StateIcon } from '../kit/state-mark.tsx';
import { plain } from '../kit/text.tsx';
import { When } from '../kit/when.tsx';
import type { Repaired } from '../lifecycle/repair-drawer.tsx';
import { useClockwork } from '../preferences.ts';
import { dayOrTimeOf, secondOf } from '../time.ts';
import classes from './overview.module.css';
import { many } from './words.ts';

const shown = 5;

const RepairDrawer = lazy(async () => ({
  default: (await import('../lifecycle/repair-drawer.tsx')).RepairDrawer,
}));

/** A repair stays open while it goes on, though its line is gone as soon as it has helped. */
export function Attention({ overview }: { overview: Overview }) {
  const [begun, setBegun] = useState(false);
  const [repaired, setRepaired] = useState<Repaired>();
  const repair = (of: Repaired) => {
    setBegun(true);
    setRepaired(of);
  };
  return (
    <>
      {overview.attention.length === 0 ? (
        <Calm overview={overview} />
      ) : (
        <Items overview={overview} onRepair={repair} />
      )}
      {begun && (
        <Suspense>
          <RepairDrawer of={repaired} onClose={() => setRepaired(undefined)} />
        </Suspense>
      )}
    </>
  );
}

function Items({ overview, onRepair }: { overview: Overview; onRepair(of: Repaired): void }) {
  const [all, setAll] = useState(false);
  const { attention } = overview;
  const items = all ? attention : attention.slice(0, shown);
  const accounts = attention.reduce((sum, { of, count }) => sum + (of === 'account' ? count : 0), 0);
  const note = [many(attention.length, 'item'), accounts > 0 && many(accounts, 'account')]
    .filter(Boolean)
    .join(' · ');
  return (
    <Card title="Needs attention" note={note} flush>
      <ul className={classes.attention} data-testid="attention">
        {items.map((item) => (
          <Item key={item.code} item={item} onRepair={onRepair} />
        ))}
      </ul>
      {items.length < attention.length && (
        <button type="button" className={classes.more} onClick={() => setAll(true)}>
          {attention.length - items.length} more
        </button>
      )}
    </Card>
  );
}

function Item({ item, onRepair }: { item: AttentionItem; onRepair(of: Repaired): void }) {
  const { level, title, of, count, since, means, wayOut, examples } = item;
  const counted = {
    account: many(count, 'account'),
    connection: many(count, 'connection'),
    delivery: many(count, 'delivery', 'deliveries'),
    key: many(count, 'API key'),
    service: 'this service',
  };
  const names = examples.map(({ name }) => plain(name)).join(', ');
  return (
    <li className={classes.item}>
      <StateIcon name={level === 'broken' ? 'error' : 'attention'} />
      <div>
        <h3>{title}</h3>
        <p className={classes.facts}>
          {counted[of]} · since <When at={since} as={dayOrTimeOf} />
          {names && (
            <>
              {' · '}
              <bdi>{names}</bdi>
              {count > examples.length && ' …'}
            </>
          )}
        </p>
      </div>
      <p className={classes.means}>
        {means} {wayOut}
      </p>
      <Way item={item} onRepair={onRepair} />
    </li>
  );
}

/** What Repair may mend without anybody else. */
const repairable = new Set([
  'subscription_retrying',
  'subscription_off',
  'subscription_keeps_vanishing',
  'silent',
  'watch_overdue',
  'many_missing',
]);

/** Where the way out begins. */
function Way({ item, onRepair }: { item: AttentionItem; onRepair(of: Repaired): void }) {
  const { code, of, level, count, examples } = item;
  const [first] = examples;
  if (of === 'key') {
    return (
      <Link from="/$tenant" to="/$tenant/settings/api-keys" className={classes.way}>
        Open API keys
      </Link>
    );
  }
  if (of === 'service') return null;
  if (of === 'connection' || of === 'delivery') {
    return (
      <Link from="/$tenant" to="/$tenant/settings/connections" className={classes.way}>
        Open connections
      </Link>
    );
  }
  if (count === 1 && first && repairable.has(code)) {
    const { name, id: accountId } = first;
    return <Act onClick={() => onRepair({ name, accountId })}>Repair</Act>;
  }
  if (count === 1 && first) {
    return (
      <Link
        from="/$tenant"
        to="/$tenant/accounts/$accountId"
        params={{ accountId: first.id }}
        className={classes.way}
      >
        Open the account
      </Link>
    );
  }
  const state = level === 'broken' ? 'error' : undefined;
  return (
    <Link from="/$tenant" to="/$tenant/accounts" search={{ state }} className={classes.way}>
      Show the accounts
    </Link>
  );
}

/** One quiet line, which says only what is known. */
function Calm({ overview: { accounts, coverage, asOf } }: { overview: Overview }) {
  const clock = useClockwork();
  if (accounts.connected === 0) return null;
  const all =
    accounts.connected === 1
      ? 'The connected account works.'
      : `All ${accounts.connected} connected accounts work.`;
  return (
    <p className={classes.calm} role="status" data-testid="attention-none">
      <StateIcon name="ok" />
      <span>
        <strong>{all}</strong>{' '}
        {coverage.asOf
          ? `What did not move since ${dayOrTimeOf(coverage.asOf, clock)} is as Calendly has it.`
          : ''}{' '}
        {coverage.unknown > 0 && `${many(coverage.unknown, 'account')} not compared with Calendly yet. `}
        Checked {secondOf(asOf, clock)}.
      </span>
    </p>
  );
}
