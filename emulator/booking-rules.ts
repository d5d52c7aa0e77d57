/** What an invitee must give, and how a booking says no. */
import type { BookingRefusal, BookingRequest, EventType } from './entities.ts';

export const mostGuests = 10;

export const isEmail = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text);

/** What is wrong with what an invitee gave, before any time is looked at. */
export function wrongIn(request: BookingRequest, type: EventType): BookingRefusal | undefined {
  if (!isEmail(request.email)) return refusal('invalid_email', 'is invalid', 'invitee.email');
  if ((request.guests?.length ?? 0) > mostGuests)
    return refusal('too_many_guests', `at most ${mostGuests} guests`, 'event_guests');
  const answers = request.answers ?? [];
  const unknown = answers.find(({ question }) => !type.questions.some(({ name }) => name === question));
  if (unknown)
    return refusal(
      'unknown_question',
      `“${unknown.question}” is no question of this event type`,
      'questions_and_answers',
    );
  const missing = type.questions.find(
    ({ name, required, enabled }) =>
      enabled &&
      required &&
      !answers.some(({ question, answer }) => question === name && answer.trim() !== ''),
  );
  if (missing)
    return refusal('required_question', `“${missing.name}” needs an answer`, 'questions_and_answers');
  return undefined;
}

export function refusal(
  reason: BookingRefusal['reason'],
  message: string,
  parameter?: string,
): BookingRefusal {
  return { ok: false, reason, message, ...(parameter === undefined ? {} : { parameter }) };
}

export function isRefusal(value: object): value is BookingRefusal {
  return 'ok' in value && value.ok === false;
}
