/** What Calendly's own pages and other services do, and its API cannot: forms, recaps, busy times, deleted types. */
import { isoMicros } from '../clock.ts';
import { newRecap } from '../record-rows.ts';
import { telling } from '../routes/event-type-rows.ts';
import { tellRecap } from '../routes/meeting-recaps.ts';
import { idFrom } from '../uris.ts';
import { type Control, type ControlAnswer, type ControlParts, done, wrong } from './control.ts';
import { findEventType, findUser } from './find.ts';

export function recordControls(parts: ControlParts): Control[] {
  const { state, wire, clock, ids, uris, forms } = parts;

  /** Answers by the question's name; for those that are not given, the first choice or a word. */
  function submitForm(body: Record<string, unknown>): ControlAnswer {
    const published = state.forms.where(`row ->> '$.status' = 'published'`);
    const form = body.form === undefined ? published[0] : state.forms.get(idFrom(body.form));
    if (!form) return wrong('“form” names none.');
    const given = (body.answers ?? {}) as Record<string, string>;
    const answers = form.questions.map(
      ({ id, name, answerChoices }) => [id, given[name] ?? answerChoices?.[0] ?? 'Yes'] as const,
    );
    const submission = forms.submit(form, new Map(answers));
    if ('missing' in submission) return wrong(`“${submission.missing}” needs an answer.`, 422);
    return done({ submission: { id: submission.id, uri: uris.submission(submission.id) } });
  }

  function addRecap(body: Record<string, unknown>): ControlAnswer {
    const event = state.events.get(idFrom(body.event));
    if (!event) return wrong('“event” names none.');
    const recap = newRecap({ id: ids.uuid(), userId: event.hostIds[0]!, eventId: event.id }, clock.iso());
    state.transaction(() => {
      state.recaps.put(recap);
      tellRecap(parts, 'meeting_recap.created', recap, () => wire.recapCreated(recap));
    });
    return done({ recap: { id: recap.id, uri: uris.recap(recap.id) } });
  }

  /** Something in another calendar. */
  function addBusyTime(body: Record<string, unknown>): ControlAnswer {
    const user = findUser(state, body.user);
    const [from, to] = [Date.parse(String(body.start_time)), Date.parse(String(body.end_time))];
    if (!user || !(from < to)) return wrong('Give “user”, “start_time” and a later “end_time”.');
    const busy = { id: ids.uuid(), userId: user.id, startTime: isoMicros(from), endTime: isoMicros(to) };
    state.busyTimes.put(busy);
    return done(busy);
  }

  function deleteEventType(body: Record<string, unknown>): ControlAnswer {
    const type = findEventType(state, body.event_type);
    if (!type || type.deletedAt !== null) return wrong('“event_type” names none.');
    const now = clock.iso();
    const deleted = { ...type, active: false, deletedAt: now, updatedAt: now };
    state.transaction(() => {
      state.eventTypes.put(deleted);
      telling(parts)('event_type.deleted', deleted);
    });
    return done({ event_type: { uri: uris.eventType(type.id), deleted_at: now } });
  }

  return [
    { method: 'POST', path: '/submit', act: ({ body }) => submitForm(body) },
    { method: 'POST', path: '/recap', act: ({ body }) => addRecap(body) },
    { method: 'POST', path: '/busy', act: ({ body }) => addBusyTime(body) },
    { method: 'POST', path: '/delete-event-type', act: ({ body }) => deleteEventType(body) },
  ];
}
