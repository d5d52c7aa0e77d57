/**
 * Reads the ids out of Calendly's resource URIs. A URI names a resource and is never used as an address:
 * its host is not looked at, and what is sent goes to the configured origin alone.
 */
import { Failure } from '../errors.ts';

const paths = {
  user: '/users/*',
  organization: '/organizations/*',
  organizationInvitation: '/organizations/*/invitations/*',
  organizationMembership: '/organization_memberships/*',
  team: '/teams/*',
  group: '/groups/*',
  groupRelationship: '/group_relationships/*',
  eventType: '/event_types/*',
  eventTypeMembership: '/event_type_memberships/*',
  availabilitySchedule: '/user_availability_schedules/*',
  scheduledEvent: '/scheduled_events/*',
  invitee: '/scheduled_events/*/invitees/*',
  inviteeNoShow: '/invitee_no_shows/*',
  webhookSubscription: '/webhook_subscriptions/*',
  routingForm: '/routing_forms/*',
  routingFormSubmission: '/routing_form_submissions/*',
  contact: '/contacts/*',
  customFieldDefinition: '/contacts/custom_field_definitions/*',
  meetingRecap: '/meeting_recaps/*',
} as const;
export type ResourceKind = keyof typeof paths;

/** Letters, digits, - and _: UUIDs live, other short ids in Calendly's documents. */
const id = '[A-Za-z0-9_-]{1,64}';
const shapes = Object.fromEntries(
  Object.entries(paths).map(([kind, path]) => [
    kind,
    new RegExp(`^https?://[A-Za-z0-9.:[\\]-]{1,255}${path.replaceAll('*', `(${id})`)}$`),
  ]),
) as Record<ResourceKind, RegExp>;

/** The id that a URI of this kind ends in, or undefined when it is none of this kind. */
export function uuidOf(uri: string, kind: ResourceKind): string | undefined {
  return shapes[kind].exec(uri)?.at(-1);
}

/** Both ids of an invitee's URI. */
export function inviteeIds(uri: string): { eventUuid: string; inviteeUuid: string } | undefined {
  const [, eventUuid, inviteeUuid] = shapes.invitee.exec(uri) ?? [];
  return eventUuid && inviteeUuid ? { eventUuid, inviteeUuid } : undefined;
}

/** An id as a piece of a path. @throws Failure `internal` for what could lead elsewhere. */
export function segment(uuid: string): string {
  if (new RegExp(`^${id}$`).test(uuid)) return uuid;
  throw new Failure('internal', {
    detail: 'An id of Calendly’s was expected.',
    facts: { length: uuid.length },
  });
}
