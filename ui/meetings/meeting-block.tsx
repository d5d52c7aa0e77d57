/** One block of the calendar; read out it is a whole sentence, with date, time, zone and status. */

import { IconUserX } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { nameOf } from '../accounts/name.ts';
import { marks, meetingMark } from '../kit/states.ts';
import { plain, Text } from '../kit/text.tsx';
import { type Clockwork, longDateOf, placeOf, timeOf } from '../time.ts';
import type { MeetingBlock } from './blocks.ts';
import classes from './meeting-block.module.css';

export function MeetingBlockLink({
  block,
  short,
  clock,
}: {
  block: MeetingBlock;
  short: boolean;
  clock: Clockwork;
}) {
  const meeting = block.meetings[0]!;
  const openId = useParams({ strict: false }).meetingId;
  const { limit } = meeting.seats;
  const many = block.meetings.length > 1 || limit > 1;
  const title = many ? meeting.name : meeting.invitee.name || meeting.invitee.email;
  const beside = many
    ? limit > 1
      ? `${meeting.seats.active} of ${limit} seats`
      : `${block.meetings.length} invitees`
    : meeting.name;
  const canceled = meeting.status === 'canceled';
  return (
    <Link
      from="/$tenant/meetings"
      to="/$tenant/meetings/$meetingId"
      params={{ meetingId: meeting.id }}
      search={true}
      className={classes.block}
      data-series={block.series}
      data-status={meeting.status}
      data-short={short || undefined}
      data-open={block.meetings.some(({ id }) => id === openId) || undefined}
      data-meeting-id={meeting.id}
      data-row-link
    >
      <span className={classes.title}>
        {meeting.noShow && <IconUserX aria-hidden size={14} stroke={1.6} className={classes.noShow} />}
        <Text>{title}</Text>
      </span>{' '}
      <span className={classes.beside}>
        <Text>{canceled ? 'Canceled' : beside}</Text>
      </span>
      <span className="read-out">{restOfSentence(block, clock)}</span>
    </Link>
  );
}

function restOfSentence({ meetings, start, end }: MeetingBlock, clock: Clockwork): string {
  const meeting = meetings[0]!;
  const time = `${timeOf(start, clock)} to ${timeOf(end, clock)} ${placeOf(clock.zone)} time`;
  const parts = [
    `with ${nameOf(meeting.endUser)}`,
    longDateOf(start, clock.zone),
    time,
    marks[meetingMark(meeting)].word,
  ];
  return plain(`, ${parts.join(', ')}`);
}
