/** Filling in a routing form: which answer leads where, and that subscriptions are told of every submission. */
import { untracked } from './booking-rows.ts';
import type { Clock } from './clock.ts';
import type { FormSubmission, RoutingForm, Tracking } from './entities.ts';
import type { Ids } from './ids.ts';
import type { State } from './state.ts';
import type { Webhooks } from './webhooks.ts';
import type { Wire } from './wire.ts';

export type Forms = ReturnType<typeof createForms>;

export function createForms(deps: { state: State; clock: Clock; ids: Ids; webhooks: Webhooks; wire: Wire }) {
  const { state, clock, ids, webhooks, wire } = deps;

  function submit(
    form: RoutingForm,
    given: Map<string, string>,
    tracking: Partial<Tracking>,
  ): FormSubmission {
    const now = clock.iso();
    const answers = form.questions
      .filter(({ id }) => given.has(id))
      .map(({ id, name }) => ({ questionId: id, question: name, answer: given.get(id)! }));
    const said = new Set(answers.map(({ answer }) => answer));
    const route = form.routes.find(({ answer }) => answer === null || said.has(answer));
    const submission: FormSubmission = {
      id: ids.uuid(),
      formId: form.id,
      answers,
      tracking: { ...untracked, ...tracking },
      result: route?.result ?? null,
      inviteeId: null,
      createdAt: now,
      updatedAt: now,
    };
    state.submissions.put(submission);
    const audience = { organizationId: form.organizationId, userIds: [] };
    webhooks.announce('routing_form_submission.created', audience, () => wire.submission(submission));
    return submission;
  }

  return {
    /** Answers by question; a required one that is missing is named instead. */
    submit: (
      form: RoutingForm,
      given: Map<string, string>,
      tracking: Partial<Tracking> = {},
    ): FormSubmission | { missing: string } => {
      const missing = form.questions.find(({ id, required }) => required && !given.get(id)?.trim());
      if (missing) return { missing: missing.name };
      return state.transaction(() => submit(form, given, tracking));
    },
    /** The submission led to a booking. */
    led: (submissionId: string, inviteeId: string): void => {
      const submission = state.submissions.get(submissionId);
      if (submission && submission.inviteeId === null)
        state.submissions.put({ ...submission, inviteeId, updatedAt: clock.iso() });
    },
  };
}
