/** What an application may ask for, in plain words. A `:write` includes the `:read` of the same things. */
const words: Record<string, string> = {
  'users:read': 'See your profile: name, email, time zone',
  'organizations:read': 'See your organization and its members',
  'organizations:write': 'Invite and remove members of your organization',
  'groups:read': 'See groups and who is in them',
  'event_types:read': 'See your event types',
  'event_types:write': 'Make and change event types',
  'availability:read': 'See when you are free and when you are busy',
  'availability:write': 'Change when you can be booked',
  'locations:read': 'See the places where you meet',
  'scheduled_events:read': 'See your meetings and who booked them',
  'scheduled_events:write': 'Book and cancel meetings, and mark no-shows',
  'scheduling_links:write': 'Make single-use links to book you',
  'shares:write': 'Share adjusted copies of your event types',
  'routing_forms:read': 'See routing forms and what was sent in',
  'webhooks:read': 'See where news of your meetings is sent',
  'webhooks:write': 'Have news of your meetings sent to it',
  'contacts:read': 'See your contacts',
  'contacts:write': 'Add and change your contacts',
  'meeting_recaps:read': 'Read recaps of your meetings',
  'meeting_recaps:write': 'Change recaps of your meetings',
  'activity_log:read': 'Read the activity log of your organization',
  'data_compliance:write': 'Delete the data of invitees',
  'outgoing_communications:read': 'See messages sent to invitees',
  'mcp:scheduling:read': 'Let an assistant see your meetings',
  'mcp:scheduling:write': 'Let an assistant book for you',
};

export function scopeWords(scope: string): string {
  return words[scope] ?? `Use what is called ${scope}`;
}
