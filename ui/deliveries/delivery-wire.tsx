/** The way of one delivery: signed, received, verified, whose, what it did, with the time between. */
import { Link } from '@tanstack/react-router';
import type { DeliveryDetail } from '../../sdk/index.ts';
import { nameOf } from '../accounts/name.ts';
import { marks, meetingMark } from '../kit/states.ts';
import { Text } from '../kit/text.tsx';
import { wholeMoment } from '../kit/when.tsx';
import { Wire, type WireStep } from '../kit/wire.tsx';
import { useClockwork } from '../preferences.ts';
import { type Clockwork, dateOf, milliOf, momentOf, secondOf, timeOf, tookOf } from '../time.ts';

const keys = {
  own: 'the subscription’s own key',
  previous: 'the subscription’s previous key',
  application: 'the application’s key',
};

export function DeliveryWire({ delivery }: { delivery: DeliveryDetail }) {
  const clock = useClockwork();
  const { verification } = delivery;
  const steps: WireStep[] = [
    ...(verification
      ? [
          {
            key: 'signed',
            mark: 'ok' as const,
            title: 'Signed by Calendly',
            detail: secondOf(verification.signedAt, clock),
          },
        ]
      : []),
    {
      key: 'received',
      mark: 'ok',
      title: 'Received',
      detail: (
        <>
          <time dateTime={delivery.receivedAt} title={wholeMoment(delivery.receivedAt, clock)}>
            {dateOf(delivery.receivedAt, clock.zone)} {milliOf(delivery.receivedAt, clock)}
          </time>{' '}
          · {delivery.body.length.toLocaleString('en-GB')} bytes
        </>
      ),
    },
    verified(verification),
    {
      key: 'routed',
      mark: delivery.endUser ? 'ok' : 'gone',
      title: 'Routed',
      detail: delivery.endUser ? (
        <Link from="/$tenant" to="/$tenant/accounts/$accountId" params={{ accountId: delivery.accountId }}>
          <Text>{nameOf(delivery.endUser)}</Text>
        </Link>
      ) : (
        'The account is gone'
      ),
    },
    handled(delivery, clock),
  ];
  return <Wire label="The way of this delivery" steps={steps} />;
}

function verified(verification: DeliveryDetail['verification']): WireStep {
  if (!verification) {
    return { key: 'verified', mark: 'unverified', title: 'Not verified', detail: 'No key of ours signed it' };
  }
  const { key, skewSeconds, fresh } = verification;
  const apart =
    Math.abs(skewSeconds) < 60
      ? `${Math.abs(skewSeconds).toFixed(1)} s`
      : tookOf(Math.abs(skewSeconds) * 1000);
  const when = `${apart} ${skewSeconds < 0 ? 'before' : 'after'} it was signed`;
  return {
    key: 'verified',
    mark: fresh ? 'ok' : 'unconfirmed',
    title: 'Verified',
    detail: `with ${keys[key]} · ${when}${fresh ? '' : ', so Calendly is asked'}`,
  };
}

function handled(delivery: DeliveryDetail, clock: Clockwork): WireStep {
  const { outcome, processedAt, replays, receivedAt, effects } = delivery;
  const took =
    processedAt && replays === 0 ? ` +${tookOf(Date.parse(processedAt) - Date.parse(receivedAt))}` : '';
  return {
    key: 'handled',
    mark: outcome,
    title: marks[outcome].word,
    beside: took,
    detail: (
      <>
        {effects.map((effect, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: it may be told the same twice
          <span key={`${effect.type} ${index}`}>
            {milliOf(effect.at, clock)} {effect.words}
          </span>
        ))}
        {replays > 0 && processedAt && (
          <span>
            Replayed {replays === 1 ? 'once' : `${replays} times, last`}, {momentOf(processedAt, clock)}.
          </span>
        )}
        {outcome === 'no_change' && <span>Everything that it says was known.</span>}
        {outcome === 'kept' && <span>It has no meaning for meetings.</span>}
        <MeetingLink delivery={delivery} clock={clock} />
      </>
    ),
  };
}

function MeetingLink({ delivery: { meeting }, clock }: { delivery: DeliveryDetail; clock: Clockwork }) {
  if (!meeting) return null;
  return (
    <span>
      <Link
        from="/$tenant"
        to="/$tenant/meetings/$meetingId"
        params={{ meetingId: meeting.id }}
        search={{ when: 'all' }}
      >
        <Text>{`${meeting.invitee.name || meeting.invitee.email}, ${meeting.name}`}</Text>
      </Link>{' '}
      · {dateOf(meeting.startTime, clock.zone)} {timeOf(meeting.startTime, clock)} · now{' '}
      {marks[meetingMark(meeting)].word.toLowerCase()}
    </span>
  );
}
