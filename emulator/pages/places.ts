/** Where a meeting is held, in plain words: what an event type offers, and what a scheduled event says. */
import type { LocationChoice } from '../entities.ts';
import { type Content, foreign, html } from './html.ts';

/** By kind without its `_conference`, since a scheduled event leaves that out for some. */
const words: Record<string, string> = {
  physical: 'In person',
  outbound_call: 'By phone: the host calls you',
  inbound_call: 'By phone: you call the host',
  google: 'Google Meet',
  zoom: 'Zoom',
  gotomeeting: 'GoTo Meeting',
  microsoft_teams: 'Microsoft Teams',
  webex: 'Webex',
  custom: 'As the host says',
  ask_invitee: 'A place you name',
};

function nameKind(kind: string): string {
  return words[kind.replace('_conference', '')] ?? 'As the host says';
}

export function tellChoice(choice: LocationChoice): Content {
  return tellPlace(nameKind(choice.kind), choice.location ?? choice.phoneNumber, choice.additionalInfo);
}

/** The location of a scheduled event as the wire has it: `{type, location?, join_url?, …}`. */
export function tellLocation(location: Record<string, unknown>): Content {
  const { type, location: detail, join_url: joinUrl } = location;
  if (typeof type !== 'string') return 'No place set';
  return tellPlace(nameKind(type), detail ?? joinUrl);
}

/** What the invitee must type when they pick this choice. */
export function askedOf(choice: LocationChoice): { label: string; type: 'tel' | 'text' } | null {
  if (choice.kind === 'outbound_call') return { label: 'Your phone number', type: 'tel' };
  if (choice.kind === 'ask_invitee') return { label: 'Where to meet', type: 'text' };
  return null;
}

function tellPlace(name: string, ...details: unknown[]): Content {
  return html`${name}${details.map(
    (detail) => typeof detail === 'string' && detail !== '' && html`<br>${foreign(detail)}`,
  )}`;
}
