/** The one map from a state to its shape, word and tone. Shape and word always stand with the colour. */
import {
  type Icon,
  IconAlertOctagonFilled,
  IconAlertTriangleFilled,
  IconArchive,
  IconArrowForward,
  IconCalendar,
  IconCalendarOff,
  IconCalendarX,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleMinus,
  IconEqual,
  IconHourglass,
  IconHourglassHigh,
  IconLoader2,
  IconParkingCircle,
  IconPlayerPause,
  IconPlugConnectedX,
  IconPlugX,
  IconRotateClockwise,
  IconScissors,
  IconShieldX,
  IconUserX,
} from '@tabler/icons-react';
import type { Account, DeliveryOutcome, Meeting, State, TestLine } from '../../sdk/index.ts';

type Tone = 'good' | 'error' | 'attention' | 'working' | 'neutral';

export interface Mark {
  icon: Icon;
  word: string;
  tone: Tone;
  /** Whether it asks for a person and so may stand out in a list. */
  loud: boolean;
}

export type MarkName =
  | State
  | 'working'
  | 'attention'
  | 'broken'
  | 'ok'
  | 'paused'
  | 'live'
  | 'catching-up'
  | 'offline'
  | Meeting['status']
  | 'no-show'
  | `subscription-${NonNullable<Account['subscription']>['state']}`
  | 'subscription-none'
  | DeliveryOutcome
  | TestLine['outcome'];

export const marks: Record<MarkName, Mark> = {
  configured: { icon: IconCircleDashed, word: 'Configured', tone: 'neutral', loud: false },
  connected: { icon: IconCircleCheckFilled, word: 'Connected', tone: 'good', loud: false },
  disconnected: { icon: IconPlugConnectedX, word: 'Disconnected', tone: 'neutral', loud: false },
  error: { icon: IconAlertOctagonFilled, word: 'Error', tone: 'error', loud: true },
  working: { icon: IconLoader2, word: 'Working', tone: 'working', loud: true },
  attention: { icon: IconAlertTriangleFilled, word: 'Needs attention', tone: 'attention', loud: true },
  broken: { icon: IconAlertOctagonFilled, word: 'Broken', tone: 'error', loud: true },
  ok: { icon: IconCircleCheckFilled, word: 'Fine', tone: 'good', loud: false },
  paused: { icon: IconPlayerPause, word: 'Paused', tone: 'neutral', loud: true },
  live: { icon: IconCircleCheckFilled, word: 'Live', tone: 'good', loud: true },
  'catching-up': { icon: IconLoader2, word: 'Catching up', tone: 'working', loud: true },
  offline: { icon: IconPlugX, word: 'Offline', tone: 'attention', loud: true },
  scheduled: { icon: IconCalendar, word: 'Scheduled', tone: 'neutral', loud: false },
  moved: { icon: IconArrowForward, word: 'Moved', tone: 'neutral', loud: false },
  canceled: { icon: IconCalendarX, word: 'Canceled', tone: 'neutral', loud: false },
  gone: { icon: IconCalendarOff, word: 'Gone', tone: 'attention', loud: false },
  'no-show': { icon: IconUserX, word: 'No-show', tone: 'attention', loud: true },
  'subscription-wanted': { icon: IconLoader2, word: 'Being set up', tone: 'working', loud: false },
  'subscription-active': { icon: IconCircleCheckFilled, word: 'Active', tone: 'good', loud: false },
  'subscription-retrying': { icon: IconRotateClockwise, word: 'Retrying', tone: 'attention', loud: true },
  'subscription-disabled': { icon: IconAlertOctagonFilled, word: 'Off', tone: 'error', loud: true },
  'subscription-deleting': { icon: IconLoader2, word: 'Being deleted', tone: 'working', loud: false },
  'subscription-none': { icon: IconCircleDashed, word: 'None', tone: 'neutral', loud: false },
  passed: { icon: IconCircleCheckFilled, word: 'Passed', tone: 'good', loud: false },
  failed: { icon: IconAlertOctagonFilled, word: 'Failed', tone: 'error', loud: true },
  not_tried: { icon: IconCircleMinus, word: 'Not tried', tone: 'neutral', loud: false },
  applied: { icon: IconCircleCheckFilled, word: 'Applied', tone: 'good', loud: false },
  no_change: { icon: IconEqual, word: 'No change', tone: 'neutral', loud: false },
  kept: { icon: IconArchive, word: 'Kept', tone: 'neutral', loud: false },
  waiting: { icon: IconHourglass, word: 'Waiting', tone: 'working', loud: false },
  unconfirmed: { icon: IconHourglassHigh, word: 'Unconfirmed', tone: 'attention', loud: true },
  too_long: { icon: IconScissors, word: 'Too long', tone: 'attention', loud: true },
  parked: { icon: IconParkingCircle, word: 'Parked', tone: 'attention', loud: true },
  unverified: { icon: IconShieldX, word: 'Unverified', tone: 'error', loud: true },
};

export function meetingMark(meeting: Pick<Meeting, 'status' | 'noShow'>): MarkName {
  return meeting.status === 'scheduled' && meeting.noShow ? 'no-show' : meeting.status;
}

export function subscriptionMark(subscription: Account['subscription']): MarkName {
  return subscription ? `subscription-${subscription.state}` : 'subscription-none';
}
