/**
 * The pages for people: consent, profile, booking, moving, canceling. HTML made on the server, working
 * without scripts; the emulator is known by its door only.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answer, type Outcome } from './answer.ts';
import { serveAssets } from './assets.ts';
import { bookingSteps } from './booking.ts';
import { calendarFile } from './calendar-file.ts';
import { answerConsent, showConsent } from './consent.ts';
import type { PagesDoor } from './door.ts';
import { refusal } from './layout.ts';
import { type Booking, cancelPage, meetingPage } from './meeting.ts';
import { movingSteps } from './moving.ts';
import { profilePage } from './profile.ts';
import { routingForm } from './routing-form.ts';
import { type Steps, sendSteps, showSteps, type Visit } from './steps.ts';
import { formOf, meetVisitor, queryOf, readCookie, writeCookie } from './visitor.ts';

/** `form` is what was sent; undefined when the page is only looked at. */
type On<Subject> = (subject: Subject, visit: Visit, form: URLSearchParams | undefined) => Outcome;

export function registerPages(app: FastifyInstance, door: PagesDoor): void {
  serveAssets(app);
  addConsent(app, door);
  addMeetings(app, door);
  addLinks(app, door);
  addForms(app, door);
  addProfiles(app, door);
}

function addConsent(app: FastifyInstance, door: PagesDoor): void {
  app.get('/oauth/authorize', (request, reply) =>
    answer(door, request, reply, showConsent(door, queryOf(request), readCookie(request, 'person'))),
  );
  app.post('/oauth/authorize', (request, reply) => {
    const { outcome, person } = answerConsent(door, formOf(request) ?? new URLSearchParams());
    if (person) writeCookie(reply, 'person', person.slug);
    return answer(door, request, reply, outcome);
  });
}

/** What an invitee can do with a meeting they have. */
function addMeetings(app: FastifyInstance, door: PagesDoor): void {
  const on = (method: 'GET' | 'POST', url: string, handle: On<Booking>) =>
    app.route<{ Params: { invitee: string } }>({
      method,
      url,
      handler(request, reply) {
        const found = door.findInvitee(request.params.invitee);
        if (!found) return answer(door, request, reply, { page: noMeeting, status: 404 });
        const visitor = meetVisitor(request, reply, found.host);
        return answer(door, request, reply, handle(found, visitOf(request, visitor), formOf(request)));
      },
    });

  on('GET', '/bookings/:invitee', (found, { visitor }) => ({ page: meetingPage(door, found, visitor) }));
  on('GET', '/bookings/:invitee/calendar.ics', (found) => ({
    calendar: calendarFile(found, door.publicUrl),
  }));
  on('GET', '/cancellations/:invitee', (found, { visitor }) => ({ page: cancelPage(door, found, visitor) }));
  on('POST', '/cancellations/:invitee', (found, { visitor }, form) => {
    const { invitee } = found;
    const reason = form?.get('reason')?.trim() || null;
    const result = door.bookings.cancelInvitee(invitee.id, { type: 'invitee', name: invitee.name }, reason);
    if (result.ok || result.reason === 'already_canceled') return toMeeting(invitee.id);
    return { page: cancelPage(door, found, visitor, result.message), status: 422 };
  });
  on('GET', '/reschedulings/:invitee', move);
  on('POST', '/reschedulings/:invitee', move);

  function move(found: Booking, visit: Visit, form: URLSearchParams | undefined): Outcome {
    if (found.invitee.status === 'canceled') return { page: meetingPage(door, found, visit.visitor) };
    return takeSteps(door, movingSteps(door, found, visit.visitor), visit, form);
  }
}

/** Links that book once. */
function addLinks(app: FastifyInstance, door: PagesDoor): void {
  app.route<{ Params: { link: string } }>({
    method: ['GET', 'POST'],
    url: '/d/:link/:type',
    handler(request, reply) {
      const found = door.findLink(request.params.link);
      if (!found) return answer(door, request, reply, { page: spent, status: 404 });
      const visit = visitOf(request, meetVisitor(request, reply, found.host));
      const steps = bookingSteps(door, found.eventType, visit, request.params.link);
      return answer(door, request, reply, takeSteps(door, steps, visit, formOf(request)));
    },
  });
}

function addForms(app: FastifyInstance, door: PagesDoor): void {
  app.route<{ Params: { form: string } }>({
    method: ['GET', 'POST'],
    url: '/forms/:form',
    handler(request, reply) {
      const form = door.findForm(request.params.form);
      return answer(door, request, reply, form ? routingForm(door, form, formOf(request)) : 'nothing here');
    },
  });
}

function addProfiles(app: FastifyInstance, door: PagesDoor): void {
  app.get<{ Params: { person: string } }>('/:person', (request, reply) => {
    const person = door.findPerson(request.params.person);
    return answer(door, request, reply, person ? { page: profilePage(door, person) } : 'nothing here');
  });
  app.route<{ Params: { person: string; type: string } }>({
    method: ['GET', 'POST'],
    url: '/:person/:type',
    handler(request, reply) {
      const { person, type } = request.params;
      const host = door.findPerson(person);
      const eventType = door.findEventType(person, type);
      if (!host || !eventType) return answer(door, request, reply, 'nothing here');
      if (!eventType.active || eventType.deletedAt)
        return answer(door, request, reply, { page: closed, status: 404 });
      const visit = visitOf(request, meetVisitor(request, reply, host));
      const steps = bookingSteps(door, eventType, visit);
      return answer(door, request, reply, takeSteps(door, steps, visit, formOf(request)));
    },
  });
}

function takeSteps(door: PagesDoor, steps: Steps, visit: Visit, form: URLSearchParams | undefined): Outcome {
  if (!form) return { page: showSteps(door, steps, visit) };
  const sent = sendSteps(door, steps, visit, form);
  return 'refused' in sent ? { page: sent.refused, status: 409 } : toMeeting(sent.done.id);
}

function toMeeting(inviteeId: string): Outcome {
  return { redirect: `/bookings/${inviteeId}`, status: 303 };
}

function visitOf(request: FastifyRequest, visitor: Visit['visitor']): Visit {
  return { visitor, path: new URL(request.url, 'http://localhost').pathname, query: queryOf(request) };
}

const noMeeting = refusal({
  title: 'No such meeting',
  what: 'No meeting has this address.',
  wayOut: 'Open the link from the confirmation again, whole.',
});
const spent = refusal({
  title: 'This link is used up',
  what: 'It books one meeting, within 90 days.',
  wayOut: 'Ask the host for another link.',
});
const closed = refusal({
  title: 'Not open for booking',
  what: 'This kind of meeting is switched off.',
  wayOut: 'Ask the host for another link.',
});
