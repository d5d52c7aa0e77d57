/** An account's state, and beside it what a person should know: work in hand, or what needs attention. */
import type { Account } from '../../sdk/index.ts';
import { StateMark } from '../kit/state-mark.tsx';

export function AccountMarks({ account, chip }: { account: Account; chip?: boolean }) {
  const { status, backfill, disconnecting } = account;
  return (
    <>
      <StateMark name={status.state} testId="account-status" {...(chip && { chip })} />
      {disconnecting && <StateMark name="working" word="Disconnecting" />}
      {!disconnecting && backfill?.state === 'running' && (
        <StateMark name="working" word={backfillWords(backfill)} />
      )}
      {status.state === 'connected' && status.health.level === 'attention' && <StateMark name="attention" />}
      {status.state === 'connected' && status.health.level === 'broken' && <StateMark name="broken" />}
    </>
  );
}

function backfillWords({ read, total }: NonNullable<Account['backfill']>): string {
  return total ? `Reading ${Math.floor((read * 100) / total)} %` : 'Reading';
}
