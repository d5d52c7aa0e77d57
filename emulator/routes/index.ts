/**
 * Calendly's REST paths. Each call: who is it, has their minute calls left, may the token do this, then the act
 * in one transaction. Every answer to a known caller tells the limit.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Access, type Caller, missingScope } from '../access.ts';
import { type Answer, invalid, tooMany, upgrade } from '../answers.ts';
import { isObject } from '../body.ts';
import type { Edge } from '../edge.ts';
import type { Allowance } from '../limits.ts';
import { activityLogEntryOperations } from './activity-log-entries.ts';
import { contactOperations } from './contacts.ts';
import { customFieldDefinitionOperations } from './custom-field-definitions.ts';
import { dataComplianceOperations } from './data-compliance.ts';
import { eventInviteeOperations } from './event-invitees.ts';
import { eventTypeAvailabilityScheduleOperations } from './event-type-availability-schedules.ts';
import { eventTypeAvailableTimeOperations } from './event-type-available-times.ts';
import { eventTypeMembershipOperations } from './event-type-memberships.ts';
import { eventTypeOperations } from './event-types.ts';
import { wrongIn } from './fields.ts';
import { groupRelationshipOperations } from './group-relationships.ts';
import { groupOperations } from './groups.ts';
import { inviteeNoShowOperations } from './invitee-no-shows.ts';
import { inviteeOperations } from './invitees.ts';
import { locationOperations } from './locations.ts';
import { meetingRecapOperations } from './meeting-recaps.ts';
import { oneOffEventTypeOperations } from './one-off-event-types.ts';
import type { Operation, Parts } from './operation.ts';
import { organizationInvitationOperations } from './organization-invitations.ts';
import { organizationMembershipOperations } from './organization-memberships.ts';
import { organizationOperations } from './organizations.ts';
import { outgoingCommunicationOperations } from './outgoing-communications.ts';
import { routingFormSubmissionOperations } from './routing-form-submissions.ts';
import { routingFormOperations } from './routing-forms.ts';
import { sampleWebhookDataOperations } from './sample-webhook-data.ts';
import { scheduledEventOperations } from './scheduled-events.ts';
import { schedulingLinkOperations } from './scheduling-links.ts';
import { shareOperations } from './shares.ts';
import { teamOperations } from './teams.ts';
import { userAvailabilityScheduleOperations } from './user-availability-schedules.ts';
import { userBusyTimeOperations } from './user-busy-times.ts';
import { userMeetingLimitOperations } from './user-meeting-limits.ts';
import { userOperations } from './users.ts';
import { webhookSubscriptionOperations } from './webhook-subscriptions.ts';

/** One for each of Calendly’s paths. */
const families = [
  activityLogEntryOperations,
  contactOperations,
  customFieldDefinitionOperations,
  dataComplianceOperations,
  eventInviteeOperations,
  eventTypeAvailabilityScheduleOperations,
  eventTypeAvailableTimeOperations,
  eventTypeMembershipOperations,
  eventTypeOperations,
  groupRelationshipOperations,
  groupOperations,
  inviteeNoShowOperations,
  inviteeOperations,
  locationOperations,
  meetingRecapOperations,
  oneOffEventTypeOperations,
  organizationInvitationOperations,
  organizationMembershipOperations,
  organizationOperations,
  outgoingCommunicationOperations,
  routingFormSubmissionOperations,
  routingFormOperations,
  sampleWebhookDataOperations,
  scheduledEventOperations,
  schedulingLinkOperations,
  shareOperations,
  teamOperations,
  userAvailabilityScheduleOperations,
  userBusyTimeOperations,
  userMeetingLimitOperations,
  userOperations,
  webhookSubscriptionOperations,
];

const windowSeconds = 60;

export function createOperations(parts: Parts): Operation[] {
  return families.flatMap((family) => family(parts));
}

export function addApiRoutes(
  app: FastifyInstance,
  operations: Operation[],
  deps: Pick<Parts, 'state' | 'limits' | 'modes'> & { access: Access; edge: Edge },
): void {
  const { access, edge, state, limits, modes } = deps;

  for (const operation of operations) {
    app.route({
      method: operation.method,
      url: operation.path,
      handler: (request, reply) => answer(operation, request, reply),
    });
  }

  function answer(operation: Operation, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return edge.serve(operation.name, reply, () => {
      const known = access.authenticate(request.headers.authorization);
      if (!known.ok) return known.answer;
      const { caller } = known;
      const { stage } = caller.organization;
      const { clientId } = caller;
      const key = clientId === null ? `pat:${caller.user.id}` : `oauth:${clientId}:${caller.user.id}`;
      const bucket = modes.get('limit_bucket') === 'user' ? caller.user.id : key;
      const allowance = limits.take(bucket, { most: stage === 'free' ? 50 : 500, seconds: windowSeconds });
      edge.countCall(key, allowance.allowed);
      const told = { ...limitHeaders(allowance), 'x-ratelimit-tier': stage, 'x-ratelimit-key': key };
      const given = allowance.allowed ? act(operation, caller, request) : tooMany;
      return { ...given, headers: { ...told, ...given.headers } };
    });
  }

  function act(operation: Operation, caller: Caller, request: FastifyRequest): Answer {
    const query = request.query as Record<string, string>;
    const body = bodyOf(request);
    const wrong = [...wrongIn(query, operation.query ?? {}), ...wrongIn(body, operation.body ?? {})];
    const refused =
      missingScope(caller, operation.scope) ??
      refusePlan(operation, caller) ??
      (wrong.length > 0 ? invalid(...wrong) : undefined);
    if (refused) return refused;
    const params = request.params as Record<string, string>;
    return state.transaction(() => operation.act({ caller, params, query, body }));
  }
}

/** Some clients send a form, and some the fields in the query. */
function bodyOf({ body, query }: FastifyRequest): Record<string, unknown> {
  if (body instanceof URLSearchParams) return Object.fromEntries(body);
  return isObject(body) ? body : (query as Record<string, unknown>);
}

function refusePlan({ plan }: Operation, { organization }: Caller): Answer | undefined {
  if (plan === 'enterprise' && organization.plan !== 'enterprise') return upgrade.enterprise;
  return plan === 'paid' && organization.stage === 'free' ? upgrade.paid : undefined;
}

/** Live answers always say 60; the true seconds count once nothing is left. */
function limitHeaders({ limit, remaining, reset }: Allowance): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(remaining === 0 ? reset : windowSeconds),
  };
}
