/** Meetings by start time, the date once per day. A row keeps its place in the page while it changes. */
import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Meeting } from '../../sdk/index.ts';
import { nameOf } from '../accounts/name.ts';
import { Empty, NoMatches } from '../kit/empty.tsx';
import { Load } from '../kit/load.tsx';
import { Cell, type Line, LogList, SkeletonRows } from '../kit/log-list.tsx';
import { StateMark } from '../kit/state-mark.tsx';
import { meetingMark } from '../kit/states.ts';
import { plain, Text } from '../kit/text.tsx';
import { useFresh } from '../kit/use-fresh.ts';
import { usePages } from '../kit/use-pages.ts';
import { When, wholeMoment } from '../kit/when.tsx';
import { meetingsQuery } from '../queries.ts';
import { type Clockwork, dayOrTimeOf, longDateOf, placeOf, timeOf, wallOf } from '../time.ts';
import { listFilter, useMeetingSearch } from './filter.ts';
import classes from './meeting-list.module.css';
import { Where } from './where.tsx';

const sources = { delivery: 'Delivery', backfill: 'Backfill', reconciliation: 'Reconciliation' };

export function MeetingList() {
  const { search, set, clear, active, clock } = useMeetingSearch();
  const { query, items: meetings, more } = usePages(meetingsQuery(listFilter(search, clock)));
  const lines = useMemo(() => linesOf(meetings, clock.zone), [meetings, clock.zone]);
  const fresh = useFresh(meetings, query.isPlaceholderData);
  const openId = useParams({ strict: false }).meetingId;

  return (
    <div className={classes.list}>
      <Load query={query} skeleton={<SkeletonRows rows={12} />}>
        {() =>
          lines.length === 0 ? (
            <None active={active} when={search.when} clear={clear} showPast={() => set({ when: 'past' })} />
          ) : (
            <LogList
              label="Meetings"
              className={classes.columns}
              columns={['When', 'Invitee', 'Event type', 'Account', 'Where', 'Status', 'From', 'Updated']}
              lines={lines}
              busy={query.isPlaceholderData}
              onNearEnd={more}
              rowProps={(meeting) => ({
                'data-testid': 'meeting-row',
                'data-status': meeting.status,
                'data-meeting-id': meeting.id,
                'data-open': meeting.id === openId || undefined,
                'data-fresh': fresh.has(meeting.id) || undefined,
              })}
              row={(meeting) => <Row meeting={meeting} clock={clock} />}
            />
          )
        }
      </Load>
    </div>
  );
}

function Row({ meeting, clock }: { meeting: Meeting; clock: Clockwork }) {
  const { invitee, seats } = meeting;
  return (
    <>
      <Cell className={classes.when}>
        <time dateTime={meeting.startTime} title={wholeMoment(meeting.startTime, clock)}>
          {timeOf(meeting.startTime, clock)}–{timeOf(meeting.endTime, clock)}
        </time>
      </Cell>
      <Cell className={classes.invitee}>
        <Link
          from="/$tenant/meetings"
          to="/$tenant/meetings/$meetingId"
          params={{ meetingId: meeting.id }}
          search={true}
          data-row-link
          title={plain(`${invitee.name} · ${invitee.email}`)}
        >
          <Text>{invitee.name || invitee.email}</Text>
        </Link>
        {seats.limit > 1 && (
          <span className={classes.seats}> {`${seats.active} of ${seats.limit} seats`}</span>
        )}
      </Cell>
      <Cell className={classes.type} title={plain(meeting.name)}>
        <Text>{meeting.name}</Text>
      </Cell>
      <Cell className={classes.account}>
        <Text>{nameOf(meeting.endUser)}</Text>
      </Cell>
      <Cell className={classes.where}>
        <Where location={meeting.location} />
      </Cell>
      <Cell className={classes.status}>
        <StateMark name={meetingMark(meeting)} />
        {meeting.moves > 0 && <span className={classes.moves}>moved {meeting.moves}×</span>}
      </Cell>
      <Cell className={classes.from}>{sources[meeting.source]}</Cell>
      <Cell className={classes.updated}>
        <When at={meeting.updatedAt} as={dayOrTimeOf} />
      </Cell>
    </>
  );
}

function None(props: { active: number; when: string | undefined; clear(): void; showPast(): void }) {
  if (props.active > 0) return <NoMatches what="meetings" onClear={props.clear} />;
  return (
    <Empty
      title="No meetings ahead"
      actions={
        <>
          <Button onClick={props.showPast}>Show the last 30 days</Button>
          <Link from="/$tenant" to="/$tenant/accounts" className={classes.link}>
            See who is connected
          </Link>
        </>
      }
    >
      A meeting stands here within a second of being booked with anyone who is connected.
    </Empty>
  );
}

function linesOf(meetings: Meeting[], zone: string): Line<Meeting>[] {
  const lines: Line<Meeting>[] = [];
  let day = '';
  for (const meeting of meetings) {
    const own = wallOf(meeting.startTime, zone).day;
    if (own !== day) {
      day = own;
      const words = `${longDateOf(meeting.startTime, zone)} · ${placeOf(zone)} time`;
      lines.push({ kind: 'head', key: own, words: zone === 'UTC' ? words.replace(' time', '') : words });
    }
    lines.push({ kind: 'row', key: meeting.id, item: meeting });
  }
  return lines;
}
