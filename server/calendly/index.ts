export type { Booked, Booking } from './booking.ts';
export type { Budget, Permit, Purpose, Spender } from './budget.ts';
export type { Calendly, Caller, OAuthClient, PassedAnswer, PassedCall, Tokens } from './client.ts';
export { createCalendly } from './create.ts';
export { creatorIn } from './creator.ts';
export { describeFailure } from './describe-failure.ts';
export { CalendlyError, type CalendlyErrorKind, isCalendlyError } from './errors.ts';
export { type Envelope, parseDelivery } from './payload.ts';
export { type Rate, untilReset, windowMs } from './rate.ts';
export type {
  Cancellation,
  EventLocation,
  Invitee,
  InviteePayload,
  ScheduledEvent,
} from './resources/bookings.ts';
export type { CalendlyUser } from './resources/people.ts';
export {
  aliases,
  covers,
  meetingScopes,
  missingScopes,
  presets,
  resolveScopes,
  scopes,
} from './scopes.ts';
export {
  type KeyName,
  type SignedDelivery,
  type Verdict,
  verifyDelivery,
  verifyPassing,
} from './signature.ts';
export type { MadeRequest } from './tell-request.ts';
export { isInviteeTopic, topicsWanted } from './topics.ts';
export { inviteeIds, uuidOf } from './uri.ts';
