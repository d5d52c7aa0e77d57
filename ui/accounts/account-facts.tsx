/** What is known of an account: its ids to copy, who it is at Calendly, what was granted. */
import { IconCheck, IconCircleDashed } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { AccountDetail } from '../../sdk/index.ts';
import { Facts } from '../kit/facts.tsx';
import forms from '../kit/form.module.css';
import { Id } from '../kit/id.tsx';
import { Text } from '../kit/text.tsx';
import { When } from '../kit/when.tsx';
import classes from './accounts.module.css';
import { isByToken } from './personal-token.tsx';

export function AccountFacts({ account }: { account: AccountDetail }) {
  const { calendly, endUser, scopes } = account;
  const rows: [string, React.ReactNode][] = [
    ['Account', <Id key="id" value={account.id} what="account id" />],
    [
      'End user',
      endUser.userId === null ? 'Your own account' : <Id key="user" value={endUser.userId} what="user id" />,
    ],
    [
      'Connection',
      <Link
        key="connection"
        from="/$tenant"
        to="/$tenant/settings/connections/$connectionId"
        params={{ connectionId: String(account.connectionId) }}
      >
        <Text>{account.connectionName}</Text>
      </Link>,
    ],
  ];
  if (account.nextConnectionId !== null) {
    rows.push(['Next consent', `through connection #${account.nextConnectionId}`]);
  }
  if (calendly) {
    rows.push(
      ['At Calendly', <Text key="name">{`${calendly.name}, ${calendly.email}`}</Text>],
      ['Calendly user', <Id key="uri" uri value={calendly.userUri} what="Calendly user URI" />],
      [
        'Organization',
        <Id key="organization" uri value={calendly.organizationUri} what="organization URI" />,
      ],
      ['Role, plan', <Probed key="probed" probed={account.probed} />],
      ['Time zone', calendly.timezone],
      ['Booking page', <Text key="booking">{calendly.schedulingUrl.replace(/^https?:\/\//, '')}</Text>],
      ['Connected', account.connectedAt ? <When key="connected" at={account.connectedAt} /> : 'Not now'],
      ...(isByToken(account)
        ? [['Connected with', 'A personal access token'] satisfies [string, string]]
        : []),
      [
        'Meetings ahead',
        <Link key="ahead" from="/$tenant" to="/$tenant/meetings" search={{ account: account.id }}>
          {String(account.meetingsAhead)}
        </Link>,
      ],
      [
        'Deliveries',
        <Link key="deliveries" from="/$tenant" to="/$tenant/deliveries" search={{ account: account.id }}>
          What Calendly sent
        </Link>,
      ],
    );
  }
  return (
    <div className={forms.form}>
      <Facts rows={rows} />
      {scopes.wanted.length > 0 && (
        <div>
          <h3 className={classes.small}>Permissions</h3>
          <ul className={classes.scopes}>
            {[...new Set([...scopes.wanted, ...scopes.granted])].map((scope) => (
              <Scope key={scope} scope={scope} granted={scopes.granted.includes(scope)} />
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** In Calendly's words, and when it said so. */
function Probed({ probed }: { probed: AccountDetail['probed'] }) {
  if (!probed) return <>Not asked yet; Test asks Calendly</>;
  const { role, plan, stage, at } = probed;
  return (
    <>
      <Text>{`${role ?? 'role unknown'}, ${plan ?? 'plan unknown'}${stage ? ` (${stage})` : ''}`}</Text>,
      asked <When at={at} />
    </>
  );
}

function Scope({ scope, granted }: { scope: string; granted: boolean }) {
  const Shape = granted ? IconCheck : IconCircleDashed;
  return (
    <li>
      <Shape role="img" aria-label={granted ? 'Granted' : 'Wanted, not granted'} size={16} stroke={1.6} />
      <code>{scope}</code>
    </li>
  );
}
