/** Each page of an end user's as an operator may look at it beforehand, with a person who is nobody. */
import type { Look } from './frame.ts';
import { disconnectedPage, disconnectPage } from './manage.ts';
import { connectedPage, endedPage, invitationPage, otherPage } from './pages.ts';

export const previews = [
  'invitation',
  'connected',
  'other',
  'declined',
  'ended',
  'disconnect',
  'disconnected',
] as const;
export type Preview = (typeof previews)[number];

const scopes = [
  'users:read',
  'event_types:read',
  'scheduled_events:read',
  'availability:read',
  'webhooks:write',
];
const meetings = { count: 128, keeps: true };

export function previewPage(look: Look, which: Preview): string {
  switch (which) {
    case 'invitation':
      return invitationPage(look, { person: 'Ana Ruiz', scopes, keeps: true, minutesLeft: 9 });
    case 'connected':
      return connectedPage(look, { email: 'ana@example.com', granted: 5, asked: 5 }, { done: null });
    case 'other':
      return otherPage(look, { token: '', person: 'Ana Ruiz', other: 'Ole Hansen', keeps: true });
    case 'declined':
      return endedPage(look, { ending: 'consent_declined', again: true });
    case 'ended':
      return endedPage(look, { ending: 'link_ended' });
    case 'disconnect':
      return disconnectPage(look, '', { ...meetings, personalToken: false });
    case 'disconnected': {
      const proof = { id: `chg_${'0'.repeat(32)}`, at: '2026-11-24T09:00:00Z' };
      return disconnectedPage(look, { meetings, left: false, proof, timezone: null }, { done: null });
    }
  }
}
