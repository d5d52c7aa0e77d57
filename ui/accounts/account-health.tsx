/** The parts that must work for meetings to arrive, each with its mark and its words. */
import { useDisclosure } from '@mantine/hooks';
import type { AccountDetail } from '../../sdk/index.ts';
import { Act } from '../kit/act.tsx';
import { Card } from '../kit/card.tsx';
import { StateIcon } from '../kit/state-mark.tsx';
import { type MarkName, marks, subscriptionMark } from '../kit/states.ts';
import { plain } from '../kit/text.tsx';
import { When } from '../kit/when.tsx';
import classes from './accounts.module.css';
import { useConnect } from './actions.ts';
import { nameOf } from './name.ts';
import { isByToken } from './personal-token.tsx';
import { ReplaceTokensDialog } from './replace-tokens.tsx';

interface Check {
  name: string;
  mark: MarkName;
  words: React.ReactNode;
}

export function AccountHealth({ account }: { account: AccountDetail }) {
  return (
    <Card title="Health" flush>
      <ul>
        {checksOf(account).map(({ name, mark, words }) => (
          <li key={name} className={classes.check}>
            <StateIcon name={mark} />
            <span className={classes.checkName}>{name}</span>
            <span className={classes.checkWords}>{words}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function checksOf(account: AccountDetail): Check[] {
  const { status } = account;
  const access: Check = {
    name: 'Access',
    mark: status.state,
    words: (
      <span className={classes.beside}>
        <span>
          {marks[status.state].word.toLowerCase()}
          {status.state === 'connected' && isByToken(account) && ' with a personal access token'} since{' '}
          <When at={status.since} />
        </span>
        {status.state === 'connected' && !account.disconnecting && !isByToken(account) && (
          <Replace account={account} />
        )}
      </span>
    ),
  };
  if (!account.calendly) return [access];
  return [
    access,
    permissions(account),
    subscription(account),
    key(account),
    lastDelivery(account),
    freshness(account),
    backfill(account),
  ];
}

function Replace({ account: { id, endUser } }: { account: AccountDetail }) {
  const [asking, dialog] = useDisclosure();
  return (
    <>
      <Act testId="replace-tokens" onClick={dialog.open}>
        Replace tokens
      </Act>
      <ReplaceTokensDialog
        replaced={asking ? { whose: plain(nameOf(endUser)), of: { accountId: id } } : undefined}
        onClose={dialog.close}
      />
    </>
  );
}

function permissions(account: AccountDetail): Check {
  const { id, scopes } = account;
  const missing = scopes.wanted.filter((scope) => !scopes.granted.includes(scope));
  const granted = scopes.wanted.length - missing.length;
  const counted = `${granted} of ${scopes.wanted.length} granted`;
  if (missing.length === 0) return { name: 'Permissions', mark: 'ok', words: counted };
  return {
    name: 'Permissions',
    mark: 'attention',
    words: (
      <span className={classes.beside}>
        <span>
          {counted}, missing <code>{missing.join(', ')}</code>
        </span>
        {!isByToken(account) && <Grant id={id} missing={missing} />}
      </span>
    ),
  };
}

/** Consent once more; what is asked for there includes what is missing. */
function Grant({ id, missing }: { id: string; missing: string[] }) {
  const connect = useConnect();
  const what = missing.length === 1 ? missing[0]! : `${missing.length} permissions`;
  return (
    <Act
      testId="reconnect-to-grant"
      busy={connect.isPending || connect.isSuccess}
      onClick={() => connect.mutate(id)}
    >
      Reconnect to grant {what}
    </Act>
  );
}

function subscription({ subscription: own, status, scopes }: AccountDetail): Check {
  if (own) {
    const mark = subscriptionMark(own);
    return {
      name: 'Subscription',
      mark,
      words: (
        <>
          {marks[mark].word.toLowerCase()} since <When at={own.since} /> · {own.scope} scope
        </>
      ),
    };
  }
  const wanted = status.state === 'connected' && scopes.wanted.includes('webhooks:write');
  return {
    name: 'Subscription',
    mark: wanted ? 'attention' : 'subscription-none',
    words: wanted
      ? 'none yet'
      : `none, as ${status.state === 'connected' ? 'webhooks are not asked for' : 'the account is not connected'}`,
  };
}

const keys = {
  own: 'own key in use',
  previous: 'previous key in use',
  application: 'the application’s key in use',
};

function key({ subscription: own }: AccountDetail): Check {
  const inUse = own?.keyInUse;
  return {
    name: 'Signing key',
    mark: inUse ? 'ok' : 'configured',
    words: inUse ? keys[inUse] : 'not yet known; the first delivery tells',
  };
}

function lastDelivery({ lastDeliveryAt }: AccountDetail): Check {
  return {
    name: 'Last delivery',
    mark: lastDeliveryAt ? 'ok' : 'configured',
    words: lastDeliveryAt ? <When at={lastDeliveryAt} /> : 'none yet',
  };
}

function freshness({ freshness: { asOf, how, foundBySweep7d } }: AccountDetail): Check {
  const found = foundBySweep7d === 0 ? '' : ` · ${foundBySweep7d} found by sweeps in 7 days`;
  return {
    name: 'Freshness',
    mark: asOf ? 'ok' : 'configured',
    words: asOf ? (
      <>
        {how === 'polling' ? 'asked for at ' : 'compared with Calendly at '}
        <When at={asOf} />
        {found}
      </>
    ) : (
      'not yet known'
    ),
  };
}

function backfill({ backfill: own }: AccountDetail): Check {
  if (!own) return { name: 'Backfill', mark: 'configured', words: 'not begun' };
  const of = own.total === null ? '' : ` of about ${own.total}`;
  if (own.state === 'done') return { name: 'Backfill', mark: 'ok', words: `done, ${own.read} meetings read` };
  if (own.state === 'waiting') return { name: 'Backfill', mark: 'working', words: 'waits for its turn' };
  return {
    name: 'Backfill',
    mark: 'working',
    words: (
      <span className={classes.progress}>
        {`${own.read}${of} meetings read`}
        {own.total !== null && <progress aria-label="Backfill" max={own.total} value={own.read} />}
      </span>
    ),
  };
}
