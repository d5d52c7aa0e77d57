/** Booking: who comes, where, and the host's questions. Whether it will do is for the emulator to say. */

import { lengthsOf, ofLength } from '../booking-rows.ts';
import { isEmail, mostGuests } from '../booking-rules.ts';
import type { BookingRequest, EventType, LocationChoice } from '../entities.ts';
import type { PagesDoor } from './door.ts';
import {
  askedQuestions,
  choices,
  type Filled,
  field,
  fieldOf,
  type Problem,
  questionField,
  readAnswers,
} from './fields.ts';
import { type Content, html } from './html.ts';
import { askedOf, tellChoice } from './places.ts';
import type { Steps, Visit } from './steps.ts';

/** @param link the single-use link that the visitor came by */
export function bookingSteps(door: PagesDoor, offered: EventType, visit: Visit, link?: string): Steps {
  const eventType = ofLength(offered, Number(visit.query.get('length') ?? Number.NaN));
  return {
    eventType,
    lengths: lengthsOf(eventType),
    title: 'Pick a time',
    heading: 'Your details',
    submit: { words: 'Book this time', testId: 'booking-submit' },
    fields: (filled) => detailFields(eventType, filled),
    check: (typed) => problemsIn(eventType, readRequest(eventType, visit, '', typed)),
    send(startTime, typed) {
      const request = readRequest(eventType, visit, startTime, typed);
      const result = door.bookings.book(link === undefined ? request : { ...request, linkId: link });
      const submission = visit.query.get('submission');
      if (result.ok && submission !== null) door.forms.led(submission, result.invitee.id);
      return result;
    },
  };
}

function detailFields(eventType: EventType, filled: Filled): Content {
  return html`
${field({ name: 'name', label: 'Name', required: true, autocomplete: 'name', testId: 'booking-name' }, filled)}
${field({ name: 'email', label: 'Email', type: 'email', required: true, autocomplete: 'email', testId: 'booking-email' }, filled)}
${placeFields(eventType.locations, filled)}
${askedQuestions(eventType).map((question) => questionField(question, filled))}
${field({ name: 'guests', label: 'Guests', type: 'area', hint: 'Email addresses, one on each line.' }, filled)}`;
}

/** Everything at once, so that nothing has to be sent twice. */
function problemsIn(eventType: EventType, request: BookingRequest): Problem[] {
  const { name, email, location, guests = [], answers = [] } = request;
  const wrongGuest = guests.find((guest) => !isEmail(guest));
  const choices = eventType.locations;
  const chosen = choices.findIndex(({ kind }) => kind === location?.kind);
  const problems: [boolean, string, string][] = [
    [name === '', 'name', 'Tell us your name.'],
    [!isEmail(email), 'email', 'An email address looks like ada@example.com.'],
    [choices.length > 1 && chosen < 0, 'place', 'Choose a place.'],
    [
      chosen >= 0 && askedOf(choices[chosen]!) !== null && !location?.location,
      `place-${chosen}`,
      'This is needed to meet you.',
    ],
    ...askedQuestions(eventType).map((question): [boolean, string, string] => [
      question.required && !answers.some(({ position }) => position === question.position),
      fieldOf(question),
      `“${question.name}” needs an answer.`,
    ]),
    [wrongGuest !== undefined, 'guests', `“${wrongGuest}” is no email address.`],
    [guests.length > mostGuests, 'guests', `At most ${mostGuests} guests.`],
  ];
  return problems.filter(([isWrong]) => isWrong).map(([, name, words]) => ({ field: name, words }));
}

/** With one place there is nothing to choose, but there may be something to type. */
function placeFields(locations: LocationChoice[], filled: Filled): Content {
  const asked = locations.map((choice, index) => {
    const wanted = askedOf(choice);
    return wanted && { name: `place-${index}`, ...wanted };
  });
  if (locations.length < 2) return asked[0] && field({ ...asked[0], required: true }, filled);
  const options = locations.map((choice, index) => ({
    value: String(index),
    words: tellChoice(choice),
    after: asked[index] && field({ ...asked[index], required: 'if shown' }, filled),
  }));
  return choices({ name: 'place', legend: 'Place', required: true }, options, filled);
}

function readRequest(
  eventType: EventType,
  { visitor, query }: Visit,
  startTime: string,
  typed: URLSearchParams,
): BookingRequest {
  return {
    eventTypeId: eventType.id,
    startTime,
    name: (typed.get('name') ?? '').trim(),
    email: (typed.get('email') ?? '').trim(),
    timezone: visitor.zone,
    durationMinutes: eventType.durationMinutes,
    location: readPlace(eventType.locations, typed),
    answers: readAnswers(eventType, typed),
    guests: (typed.get('guests') ?? '').split(/[\s,;]+/).filter((guest) => guest !== ''),
    tracking: {
      utm_campaign: query.get('utm_campaign'),
      utm_source: query.get('utm_source'),
      utm_medium: query.get('utm_medium'),
      utm_content: query.get('utm_content'),
      utm_term: query.get('utm_term'),
      salesforce_uuid: query.get('salesforce_uuid'),
    },
  };
}

function readPlace(locations: LocationChoice[], typed: URLSearchParams): BookingRequest['location'] {
  const index = locations.length === 1 ? 0 : Number(typed.get('place') ?? -1);
  const choice = locations[index];
  if (!choice) return undefined;
  const location = askedOf(choice) ? (typed.get(`place-${index}`) ?? '').trim() : choice.location;
  return { kind: choice.kind, location };
}
