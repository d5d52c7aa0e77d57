/** Every time the meeting had, oldest first; the present one stands out, with the invitee's own time beneath. */
import { IconArrowNarrowRight } from '@tabler/icons-react';
import type { MeetingDetail } from '../../sdk/index.ts';
import { type Clockwork, dateOf, lengthOf, offsetOf, placeOf, timeOf, wallOf } from '../time.ts';
import classes from './meeting-detail.module.css';

export function Chain({ meeting, clock }: { meeting: MeetingDetail; clock: Clockwork }) {
  const earlier = meeting.chain.slice(0, -1).filter((link) => link.startTime !== null);
  const { startTime, endTime } = meeting;
  const theirs = meeting.invitee.timezone;
  const differs = theirs !== null && offsetOf(startTime, theirs) !== offsetOf(startTime, clock.zone);
  return (
    <div>
      <ol className={classes.chain} aria-label="Times of this meeting, oldest first">
        {earlier.map((link) => (
          <li key={link.inviteeUri} className={classes.former}>
            <time dateTime={link.startTime!}>
              {dateOf(link.startTime!, clock.zone)} {timeOf(link.startTime!, clock)}
            </time>
            <IconArrowNarrowRight aria-label="moved to" role="img" size={16} stroke={1.6} />
          </li>
        ))}
        <li className={classes.present} data-status={meeting.status}>
          <time dateTime={startTime}>
            {dateOf(startTime, clock.zone)} {timeOf(startTime, clock)}–{timeOf(endTime, clock)}
          </time>
        </li>
      </ol>
      <p className={classes.zones}>
        {lengthOf(startTime, endTime)} · {placeOf(clock.zone)} time
        {differs && ` · ${theirTime(startTime, theirs, clock)} for the invitee`}
      </p>
    </div>
  );
}

function theirTime(at: string, zone: string, clock: Clockwork): string {
  const there = { ...clock, zone };
  const otherDay = wallOf(at, zone).day !== wallOf(at, clock.zone).day;
  return `${otherDay ? `${dateOf(at, zone)} ` : ''}${timeOf(at, there)} ${placeOf(zone)}`;
}
