/** The names that Calendly's webhooks carry, and what each asks of the account. */
import { covers, type Scope } from './scopes.ts';

const inviteeTopics = [
  'invitee.created',
  'invitee.canceled',
  'invitee_no_show.created',
  'invitee_no_show.deleted',
] as const;
export type InviteeTopic = (typeof inviteeTopics)[number];

export function isInviteeTopic(topic: string): topic is InviteeTopic {
  return (inviteeTopics as readonly string[]).includes(topic);
}

/** Topics that need the same read scope; some cannot be had by a subscription of user scope. */
const families: readonly { topics: readonly string[]; needs: Scope; userScope: boolean }[] = [
  { topics: inviteeTopics, needs: 'scheduled_events:read', userScope: true },
  { topics: family('event_type'), needs: 'event_types:read', userScope: true },
  { topics: family('contact'), needs: 'contacts:read', userScope: true },
  { topics: family('meeting_recap'), needs: 'meeting_recaps:read', userScope: true },
  { topics: ['routing_form_submission.created'], needs: 'routing_forms:read', userScope: false },
];

function family(name: string): string[] {
  return [`${name}.created`, `${name}.updated`, `${name}.deleted`];
}

/** The scope that a topic needs beside `webhooks:write`; undefined for a topic that we do not know. */
export function scopeOfTopic(topic: string): Scope | undefined {
  return families.find(({ topics }) => topics.includes(topic))?.needs;
}

/** Every topic that a user-scope subscription may carry with what was granted; none without `webhooks:write`. */
export function topicsWanted(granted: readonly string[]): string[] {
  if (!covers(granted, 'webhooks:write')) return [];
  return families
    .filter(({ needs, userScope }) => userScope && covers(granted, needs))
    .flatMap(({ topics }) => topics);
}
