/** Meetings as blocks of a calendar: those of one scheduled event stand in one block. */
import type { Meeting } from '../../sdk/index.ts';
import type { Block } from '../kit/week/week-grid.tsx';

export interface MeetingBlock extends Block {
  meetings: Meeting[];
  /** 1 to 4: tells event types apart; they take turns in the order of their names. */
  series: number;
}

export function blocksOf(meetings: Meeting[]): MeetingBlock[] {
  const series = new Map(
    [...new Set(meetings.map(kindOf))].sort().map((kind, index) => [kind, (index % 4) + 1]),
  );
  const blocks = new Map<string, MeetingBlock>();
  for (const meeting of meetings) {
    // Who canceled no longer sits with those who come.
    const key = `${meeting.accountId} ${meeting.scheduledEventUri} ${meeting.status}`;
    const block = blocks.get(key);
    if (block) block.meetings.push(meeting);
    else {
      blocks.set(key, {
        key,
        start: meeting.startTime,
        end: meeting.endTime,
        meetings: [meeting],
        series: series.get(kindOf(meeting))!,
      });
    }
  }
  return [...blocks.values()];
}

function kindOf(meeting: Meeting): string {
  return meeting.eventTypeUri ?? meeting.name;
}
