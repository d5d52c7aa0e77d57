/** A routing form: its questions, and on to where the answers lead: a booking page, another site, or a word. */

import { isEmail } from '../booking-rules.ts';
import type { FormQuestion, RoutingForm } from '../entities.ts';
import type { Outcome } from './answer.ts';
import type { PagesDoor } from './door.ts';
import { choices, dropdown, type Filled, field, type Problem, problemNotice } from './fields.ts';
import { type Content, foreign, type Html, html } from './html.ts';
import type { Page } from './layout.ts';

/** Without `form`, the questions; with it, what the answers lead to. */
export function routingForm(
  door: PagesDoor,
  routing: RoutingForm,
  form: URLSearchParams | undefined,
): Outcome {
  if (!form) return { page: questionsPage(routing, { typed: new URLSearchParams() }) };
  const given = routing.questions.map(({ id }) => [id, (form.get(id) ?? '').trim()] as const);
  const answers = new Map(given.filter(([, answer]) => answer !== ''));
  const problems = routing.questions.flatMap((question) => problemIn(question, answers.get(question.id)));
  if (problems.length > 0) return { page: questionsPage(routing, { typed: form, problems }), status: 422 };
  const submission = door.forms.submit(routing, answers);
  if ('missing' in submission) throw new Error(`“${submission.missing}” was looked at before`);
  const { result } = submission;
  if (result?.type === 'external_url') return { redirect: result.url, status: 303 };
  if (result?.type === 'event_type') {
    const path = door.eventTypePath(result.eventTypeId);
    const known = new URLSearchParams({ submission: submission.id, ...personIn(routing, form) });
    return { redirect: `/${path}?${known}`, status: 303 };
  }
  return { page: messagePage(result?.headline ?? 'Thank you', result?.body ?? 'Your answers were sent.') };
}

function problemIn({ id, name, type, required }: FormQuestion, answer: string | undefined): Problem[] {
  if (answer === undefined) return required ? [{ field: id, words: `“${name}” needs an answer.` }] : [];
  if (type === 'email' && !isEmail(answer))
    return [{ field: id, words: 'An email address looks like ada@example.com.' }];
  return [];
}

/** Who filled it in, for the booking page. */
function personIn({ questions }: RoutingForm, form: URLSearchParams): Record<string, string> {
  const asked = questions.filter(({ type }) => type === 'name' || type === 'email');
  return Object.fromEntries(asked.map(({ id, type }) => [type, form.get(id) ?? '']));
}

function questionsPage(routing: RoutingForm, filled: Filled): Page {
  return {
    title: routing.name,
    formsLeaveHere: true,
    main: html`<form class="form pad" method="post" novalidate>
<h1>${foreign(routing.name)}</h1>
${filled.problems && problemNotice(filled.problems)}
${routing.questions.map((question) => questionOf(question, filled))}
<div class="actions"><button class="button" data-testid="form-submit">Send</button></div>
</form>`,
  };
}

function questionOf(question: FormQuestion, filled: Filled): Html {
  const { id: name, required, type } = question;
  const label = foreign(question.name);
  if (question.answerChoices !== null) {
    if (type === 'select') return dropdown({ name, label, required }, question.answerChoices, filled);
    const options = question.answerChoices.map((choice) => ({
      value: choice,
      words: foreign(choice) as Content,
    }));
    return choices({ name, legend: label, required }, options, filled);
  }
  const kinds = { email: 'email', phone: 'tel', textarea: 'area' } as const;
  const kind = Object.hasOwn(kinds, type) ? kinds[type as keyof typeof kinds] : 'text';
  return field({ name, label, required, type: kind }, filled);
}

const messagePage = (headline: string, words: string): Page => ({
  title: headline,
  main: html`<div class="pad" data-testid="form-done"><h1>${foreign(headline)}</h1><p>${foreign(words)}</p></div>`,
});
