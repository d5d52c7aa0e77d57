/** What the palette offers: one entry per page, thing to do, and record that was found. */
import type { Icon } from '@tabler/icons-react';
import { IconCalendarEvent, IconInbox, IconUsers } from '@tabler/icons-react';
import type { Account, Delivery, Meeting } from '../../sdk/index.ts';
import { nameOf } from '../accounts/name.ts';
import { type MarkName, meetingMark } from '../kit/states.ts';
import { type Clockwork, dateOf, momentOf, timeOf } from '../time.ts';

export interface Entry {
  /** Of what kind, and which: `account acc_…`. The last five are remembered by it. */
  key: string;
  icon: Icon;
  title: string;
  /** What tells it from its likes. */
  note?: string | undefined;
  mark?: MarkName;
  /** Why it cannot be chosen. */
  off?: string | undefined;
  run(): void;
}

export interface Group {
  title: string;
  entries: Entry[];
}

/** Where a record is shown. */
export interface Show {
  account(id: string): void;
  meeting(id: string): void;
  delivery(id: string): void;
}

export function accountEntry(account: Account, show: Pick<Show, 'account'>): Entry {
  const { endUser, calendly, status } = account;
  const title = nameOf(endUser);
  const known = [endUser.email ?? calendly?.email, endUser.userId && `id ${endUser.userId}`];
  return {
    key: `account ${account.id}`,
    icon: IconUsers,
    title,
    note: known.filter((part) => part && part !== title).join(' · '),
    mark: status.state,
    run: () => show.account(account.id),
  };
}

export function meetingEntry(meeting: Meeting, clock: Clockwork, show: Show): Entry {
  const when = `${dateOf(meeting.startTime, clock.zone)} ${timeOf(meeting.startTime, clock)}`;
  return {
    key: `meeting ${meeting.id}`,
    icon: IconCalendarEvent,
    title: meeting.invitee.name || meeting.invitee.email,
    note: `${meeting.name} · ${when} · with ${nameOf(meeting.endUser)}`,
    mark: meetingMark(meeting),
    run: () => show.meeting(meeting.id),
  };
}

export function deliveryEntry(delivery: Delivery, clock: Clockwork, show: Show): Entry {
  const { id, topic, endUser, receivedAt, outcome } = delivery;
  return {
    key: `delivery ${id}`,
    icon: IconInbox,
    title: topic ?? 'Unreadable delivery',
    note: [endUser && nameOf(endUser), momentOf(receivedAt, clock)].filter(Boolean).join(' · '),
    mark: outcome,
    run: () => show.delivery(id),
  };
}

/** Every word that was typed begins a word of the title. */
export function matches({ title }: Pick<Entry, 'title'>, text: string): boolean {
  const words = title.toLocaleLowerCase().split(/[^\p{L}\p{N}]+/u);
  const typed = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return typed.every((part) => words.some((word) => word.startsWith(part)));
}
