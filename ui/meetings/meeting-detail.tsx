/** One meeting's life: when it was and is, who comes, what they said, where, what happened to it. */
import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { MeetingDetail } from '../../sdk/index.ts';
import { nameOf } from '../accounts/name.ts';
import { CopyIcon } from '../kit/copy.tsx';
import { Facts } from '../kit/facts.tsx';
import { Id } from '../kit/id.tsx';
import { Inspector, Section } from '../kit/inspector.tsx';
import { Load } from '../kit/load.tsx';
import { SkeletonRows } from '../kit/log-list.tsx';
import { StateMark } from '../kit/state-mark.tsx';
import { meetingMark } from '../kit/states.ts';
import { plain, Text } from '../kit/text.tsx';
import { Timeline } from '../kit/timeline.tsx';
import { When } from '../kit/when.tsx';
import { meetingQuery } from '../queries.ts';
import { Chain } from './chain.tsx';
import { useMeetingSearch } from './filter.ts';
import classes from './meeting-detail.module.css';
import { whereWords } from './where.tsx';

const route = getRouteApi('/$tenant/meetings/$meetingId');

export function MeetingInspector() {
  const { meetingId } = route.useParams();
  const navigate = route.useNavigate();
  const query = useQuery(meetingQuery(meetingId));
  const close = () => {
    void navigate({ to: '/$tenant/meetings', search: true }).then(() => focusRow(meetingId));
  };
  const name = plain(query.data?.invitee.name || query.data?.invitee.email || 'Meeting');
  return (
    <Inspector title={<Text>{name}</Text>} label={name} testId="meeting-detail" onClose={close}>
      <title>{`${name} · Meetings · Slotwire`}</title>
      <Load query={query} skeleton={<SkeletonRows rows={5} />}>
        {(meeting) => <Detail meeting={meeting} />}
      </Load>
    </Inspector>
  );
}

/** Focus goes back to where it came from. */
function focusRow(meetingId: string): void {
  const row = document.querySelector(`[data-meeting-id="${CSS.escape(meetingId)}"]`);
  const link = row?.matches('a') ? row : row?.querySelector('a');
  (link as HTMLElement | null)?.focus({ preventScroll: true });
}

function Detail({ meeting }: { meeting: MeetingDetail }) {
  const { clock } = useMeetingSearch();
  return (
    <>
      <div className={classes.what}>
        <p className={classes.type}>
          <StateMark chip name={meetingMark(meeting)} />
          <span>
            <Text>{meeting.name}</Text>
          </span>
        </p>
        <Chain meeting={meeting} clock={clock} />
      </div>
      {meeting.cancellation && <Cancellation of={meeting.cancellation} />}
      <Links meeting={meeting} />
      <Section title="Invitee">
        <Facts rows={inviteeRows(meeting)} />
      </Section>
      {meeting.answers.length > 0 && (
        <Section title="Answers">
          <dl className={classes.answers}>
            {meeting.answers.map(({ question, answer }) => (
              <div key={question}>
                <dt>
                  <Text>{question}</Text>
                </dt>
                <dd>
                  <Text>{answer}</Text>
                </dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
      <Section title="Meeting">
        <Facts rows={meetingRows(meeting)} />
      </Section>
      <Section title="What happened">
        <Timeline entries={meeting.timeline} />
      </Section>
    </>
  );
}

function Cancellation({ of }: { of: NonNullable<MeetingDetail['cancellation']> }) {
  return (
    <div className={classes.cancellation}>
      <p>
        Canceled by <Text>{of.by}</Text> ({of.type}), <When at={of.at} />
      </p>
      {of.reason && (
        <blockquote>
          <Text>{of.reason}</Text>
        </blockquote>
      )}
    </div>
  );
}

/** Links are for taking elsewhere; only the join link of the meeting's own conference is opened from here. */
function Links({ meeting }: { meeting: MeetingDetail }) {
  const joinUrl = safeUrl(meeting.location?.joinUrl ?? null);
  const copies = [
    { what: 'join link', url: joinUrl },
    { what: 'reschedule link', url: meeting.rescheduleUrl },
    { what: 'cancel link', url: meeting.cancelUrl },
  ].filter((link) => link.url !== null);
  if (copies.length === 0 || meeting.status === 'canceled') return null;
  return (
    <div className={classes.links}>
      {joinUrl && (
        <Button
          component="a"
          href={joinUrl}
          target="_blank"
          rel="noreferrer"
          rightSection={<IconExternalLink aria-hidden size={16} stroke={1.6} />}
        >
          Join
        </Button>
      )}
      {copies.map(({ what, url }) => (
        <span key={what} className={classes.copy}>
          {what[0]!.toUpperCase() + what.slice(1)} <CopyIcon text={url!} what={what} />
        </span>
      ))}
    </div>
  );
}

function safeUrl(url: string | null): string | null {
  return url && /^https?:\/\//.test(url) ? url : null;
}

function inviteeRows(meeting: MeetingDetail): [string, React.ReactNode][] {
  const { invitee, guests, tracking } = meeting;
  const tracked = Object.entries(tracking).filter(([, value]) => value);
  return [
    ['Name', <Text key="name">{invitee.name || 'Not told'}</Text>],
    [
      'Email',
      <span key="email" className={classes.copy}>
        <Text>{invitee.email}</Text> <CopyIcon text={invitee.email} what="email" />
      </span>,
    ],
    ['Time zone', invitee.timezone ?? 'Not told'],
    ...(guests.length > 0
      ? [['Guests', <GuestList key="guests" guests={guests} />] as [string, React.ReactNode]]
      : []),
    ...tracked.map(([name, value]): [string, React.ReactNode] => [
      name.replaceAll('_', ' '),
      <Text key={name}>{value!}</Text>,
    ]),
  ];
}

function GuestList({ guests }: { guests: string[] }) {
  return (
    <ul>
      {guests.map((guest) => (
        <li key={guest}>
          <Text>{guest}</Text>
        </li>
      ))}
    </ul>
  );
}

function meetingRows(meeting: MeetingDetail): [string, React.ReactNode][] {
  const { seats, payment } = meeting;
  return [
    ['Where', <Text key="where">{whereWords(meeting.location)}</Text>],
    [
      'Account',
      <Link
        key="account"
        from="/$tenant"
        to="/$tenant/accounts/$accountId"
        params={{ accountId: meeting.accountId }}
      >
        <Text>{nameOf(meeting.endUser)}</Text>
      </Link>,
    ],
    ...(meeting.hosts.length > 0
      ? [
          [
            'Hosts',
            <Text key="hosts">
              {meeting.hosts.map((host) => host.name ?? host.email ?? host.uri).join(', ')}
            </Text>,
          ] as [string, React.ReactNode],
        ]
      : []),
    ...(seats.limit > 1 ? [['Seats', `${seats.active} of ${seats.limit}`] as [string, string]] : []),
    ...(payment ? [['Payment', paymentWords(payment)] as [string, string]] : []),
    [
      'Deliveries',
      <Link key="deliveries" from="/$tenant" to="/$tenant/deliveries" search={{ text: meeting.id }}>
        What Calendly sent of it
      </Link>,
    ],
    ['Meeting id', <Id key="id" value={meeting.id} what="meeting id" />],
    ['Scheduled event', <Id key="uri" uri value={meeting.scheduledEventUri} what="scheduled event URI" />],
    ['Invitee at Calendly', <Id key="invitee" uri value={meeting.invitee.uri} what="invitee URI" />],
    ['First known', <When key="created" at={meeting.createdAt} />],
    ['Updated', <When key="updated" at={meeting.updatedAt} />],
  ];
}

function paymentWords(payment: Record<string, unknown>): string {
  const { amount, currency, provider } = payment;
  const paid = [amount, currency].filter((part) => part !== undefined && part !== null).join(' ');
  return [paid || 'Yes', typeof provider === 'string' && `by ${provider}`].filter(Boolean).join(' ');
}
