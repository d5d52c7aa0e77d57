/** Where a meeting takes place, as a shape and a line. */
import { type Icon, IconLink, IconMapPin, IconPhone, IconQuestionMark, IconVideo } from '@tabler/icons-react';
import type { MeetingLocation } from '../../sdk/index.ts';
import { plain, Text } from '../kit/text.tsx';
import classes from './where.module.css';

const names: Record<string, string> = {
  zoom: 'Zoom',
  zoom_conference: 'Zoom',
  google_conference: 'Google Meet',
  microsoft_teams_conference: 'Microsoft Teams',
  webex_conference: 'Webex',
  gotomeeting: 'GoTo Meeting',
  gotomeeting_conference: 'GoTo Meeting',
  physical: 'In person',
  inbound_call: 'They call',
  outbound_call: 'We call',
  ask_invitee: 'As the invitee wishes',
  custom: 'Elsewhere',
};

const phones = new Set(['inbound_call', 'outbound_call']);
const open = new Set(['ask_invitee', 'custom', 'invitee_specified']);

function iconOf(location: MeetingLocation): Icon {
  if (phones.has(location.type)) return IconPhone;
  if (location.type === 'physical') return IconMapPin;
  if (location.joinUrl || location.type.includes('conference') || location.type === 'zoom') return IconVideo;
  return open.has(location.type) ? IconQuestionMark : IconLink;
}

export function whereWords(location: MeetingLocation | null): string {
  if (!location) return 'Not told';
  return location.words ?? names[location.type] ?? location.type.replaceAll('_', ' ');
}

export function Where({ location }: { location: MeetingLocation | null }) {
  if (!location) return <span className={classes.none}>Not told</span>;
  const Shape = iconOf(location);
  const words = whereWords(location);
  return (
    <span className={classes.where} title={plain(words)}>
      <Shape aria-hidden size={16} stroke={1.6} className={classes.icon} />
      <span className={classes.words}>
        <Text>{words}</Text>
      </span>
    </span>
  );
}
