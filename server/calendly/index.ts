export type { Calendly, Caller, NewWebhookSubscription, OAuthClient, Tokens } from './client.ts';
export { CalendlyError, type CalendlyErrorKind, isCalendlyError } from './errors.ts';
export type {
  CalendlyUser,
  Cancellation,
  EventLocation,
  Invitee,
  InviteePayload,
  ScheduledEvent,
  WebhookSubscriptionResource,
} from './resources.ts';
