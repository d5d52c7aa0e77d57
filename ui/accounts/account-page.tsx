/** One account: its state and what to do about it, how healthy it is, what is known, what happened. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { AccountDetail } from '../../sdk/index.ts';
import { Act } from '../kit/act.tsx';
import { Card } from '../kit/card.tsx';
import { useKeys } from '../kit/keys.ts';
import { LiveMark } from '../kit/live-mark.tsx';
import { Load } from '../kit/load.tsx';
import { SkeletonRows } from '../kit/log-list.tsx';
import { Notice } from '../kit/notice.tsx';
import { Initials } from '../kit/person.tsx';
import { Returned } from '../kit/returned.tsx';
import { plain, Text } from '../kit/text.tsx';
import { Timeline } from '../kit/timeline.tsx';
import { When } from '../kit/when.tsx';
import { RepairButton } from '../lifecycle/repair-button.tsx';
import { TestDrawer } from '../lifecycle/test-drawer.tsx';
import { accountQuery } from '../queries.ts';
import { backIcon, Page } from '../shell/page.tsx';
import { useMayChange, useSession } from '../shell/session.ts';
import { AccountFacts } from './account-facts.tsx';
import { AccountHealth } from './account-health.tsx';
import { AccountMarks } from './account-marks.tsx';
import { AccountMore, UpdateCredentials } from './account-more.tsx';
import { AccountRequests } from './account-requests.tsx';
import classes from './accounts.module.css';
import { useConnect, useConnectLink } from './actions.ts';
import { ConnectLinkDialog } from './connect-link.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { nameOf } from './name.ts';

const route = getRouteApi('/$tenant/accounts/$accountId');

export function AccountPage() {
  const { accountId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(accountQuery(accountId));
  const account = query.data;
  const name = account ? plain(nameOf(account.endUser)) : 'Account';
  const known = account && [
    account.endUser.email,
    account.endUser.userId && `user id ${account.endUser.userId}`,
  ];
  const below = known?.filter((part) => part && part !== name).join(' · ');
  return (
    <Page
      title={name}
      trail={`${name} · Accounts`}
      back={
        <Link from="/$tenant/accounts/$accountId" to="/$tenant/accounts" aria-label="All accounts">
          {backIcon}
        </Link>
      }
      lead={<Initials name={name} />}
      below={below && <Text>{below}</Text>}
      status={
        <>
          <span className={classes.wideMarks}>{account && <AccountMarks account={account} chip />}</span>
          <LiveMark onlyTrouble />
        </>
      }
      actions={account && <Actions account={account} />}
    >
      {account && (
        <div className={classes.narrowMarks}>
          <AccountMarks account={account} chip />
        </div>
      )}
      <Returned
        connected={search.connected}
        error={search.connect_error}
        name={account && name}
        onClose={() => navigate({ to: '.', search: () => ({}), replace: true })}
      />
      <Load query={query} skeleton={<SkeletonRows rows={7} />}>
        {(found) => <Detail account={found} />}
      </Load>
    </Page>
  );
}

function Detail({ account }: { account: AccountDetail }) {
  return (
    <>
      <Trouble account={account} />
      <div className={classes.halves}>
        <div className={classes.half}>
          <AccountHealth account={account} />
          {account.calendly && <AccountRequests account={account} />}
          <Card title="Timeline">
            <Timeline entries={account.timeline} />
          </Card>
        </div>
        <Card title="Facts">
          <AccountFacts account={account} />
        </Card>
      </div>
    </>
  );
}

/** What needs a person: each with what happened, what it means and the way out. */
function Trouble({ account }: { account: AccountDetail }) {
  const { status, disconnecting } = account;
  const told = [status.reason?.code, disconnecting && 'disconnect_unfinished'];
  const reasons = status.health.reasons.filter(({ code }) => !told.includes(code));
  const level = status.health.level === 'broken' ? 'broken' : 'attention';
  return (
    <>
      {disconnecting && (
        <Notice name="working" title="Disconnecting.">
          Since <When at={disconnecting.since} />.{' '}
          {disconnecting.left.length > 0 &&
            `Still to do: ${disconnecting.left.join(', ')}. It is tried until it is done.`}
        </Notice>
      )}
      {status.reason && (
        <Notice name={status.state === 'error' ? 'error' : status.state} title={status.reason.words}>
          {status.reason.wayOut} Since <When at={status.since} />.
        </Notice>
      )}
      {reasons.map((reason) => (
        <Notice key={reason.code} name={level} title={reason.words}>
          {reason.wayOut} Since <When at={reason.since} />.
        </Notice>
      ))}
    </>
  );
}

function Actions({ account }: { account: AccountDetail }) {
  const { calendly } = useSession();
  const connect = useConnect();
  const link = useConnectLink();
  const [asking, dialog] = useDisclosure();
  const [testing, test] = useDisclosure();
  const { actions } = account.status;
  const toConnect = actions.find((action) => action === 'Connect' || action === 'Re-connect');
  const booking = calendly.kind === 'emulator' ? account.calendly?.schedulingUrl : undefined;
  const name = nameOf(account.endUser);
  const testable = actions.includes('Test');
  useKeys({ t: useMayChange() && testable ? test.open : undefined });
  return (
    <>
      {booking && account.status.state === 'connected' && (
        <Button component="a" href={booking} target="_blank" rel="noreferrer" className={classes.wide}>
          Open booking page
        </Button>
      )}
      {actions.includes('Update credentials') && <UpdateCredentials account={account} />}
      {toConnect && (
        <>
          <Act testId="copy-link-button" busy={link.isPending} onClick={() => link.mutate(account.id)}>
            Copy link
          </Act>
          <Act
            variant="filled"
            testId="account-connect"
            busy={connect.isPending || connect.isSuccess}
            onClick={() => connect.mutate(account.id)}
          >
            {toConnect}
          </Act>
        </>
      )}
      {testable && (
        <Act testId="test-button" onClick={test.open}>
          Test
        </Act>
      )}
      {account.calendly && <RepairButton of={{ name, accountId: account.id }} />}
      {actions.includes('Disconnect') && !account.disconnecting && (
        <Act testId="account-disconnect" onClick={dialog.open}>
          Disconnect
        </Act>
      )}
      {!account.disconnecting && <AccountMore account={account} />}
      <ConnectLinkDialog link={link.data} name={name} onClose={link.reset} />
      <TestDrawer
        of={testing ? { name, path: `/api/v1/accounts/${account.id}` } : undefined}
        onClose={test.close}
      />
      <DisconnectDialog account={account} opened={asking} onClose={dialog.close} />
    </>
  );
}
