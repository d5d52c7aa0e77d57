/** A routing form: its questions, and on to where the answers lead: a booking page, another site, or a word. */
import type { FormQuestion, RoutingForm } from '../entities.ts';
import type { Outcome } from './answer.ts';
import type { PagesDoor } from './door.ts';
import { choices, field, notice } from './fields.ts';
import { type Content, foreign, type Html, html } from './html.ts';
import type { Page } from './layout.ts';

/** Without `form`, the questions; with it, what the answers lead to. */
export function routingForm(
  door: PagesDoor,
  routing: RoutingForm,
  form: URLSearchParams | undefined,
): Outcome {
  if (!form) return { page: questionsPage(routing, new URLSearchParams()) };
  const given = routing.questions.map(({ id }) => [id, (form.get(id) ?? '').trim()] as const);
  const submission = door.forms.submit(routing, new Map(given.filter(([, answer]) => answer !== '')));
  if ('missing' in submission)
    return { page: questionsPage(routing, form, `“${submission.missing}” needs an answer.`), status: 422 };
  const { result } = submission;
  if (result?.type === 'external_url') return { redirect: result.url, status: 303 };
  if (result?.type === 'event_type') {
    const path = door.eventTypePath(result.eventTypeId);
    const known = new URLSearchParams({ submission: submission.id, ...personIn(routing, form) });
    return { redirect: `/${path}?${known}`, status: 303 };
  }
  return { page: messagePage(result?.headline ?? 'Thank you', result?.body ?? 'Your answers were sent.') };
}

/** Who filled it in, for the booking page. */
function personIn({ questions }: RoutingForm, form: URLSearchParams): Record<string, string> {
  const asked = questions.filter(({ type }) => type === 'name' || type === 'email');
  return Object.fromEntries(asked.map(({ id, type }) => [type, form.get(id) ?? '']));
}

function questionsPage(routing: RoutingForm, typed: URLSearchParams, problem?: string): Page {
  return {
    title: routing.name,
    formsLeaveHere: true,
    main: html`<form class="form pad" method="post">
<h1>${foreign(routing.name)}</h1>
${problem && notice(problem)}
${routing.questions.map((question) => questionOf(question, typed))}
<div class="actions"><button class="button" data-testid="form-submit">Send</button></div>
</form>`,
  };
}

function questionOf(question: FormQuestion, typed: URLSearchParams): Html {
  const { id: name, required, type } = question;
  const label = foreign(question.name);
  if (question.answerChoices !== null) {
    const options = question.answerChoices.map((choice) => ({
      value: choice,
      words: foreign(choice) as Content,
    }));
    return choices({ name, legend: label, required }, options, typed);
  }
  const kinds = { email: 'email', phone: 'tel', textarea: 'area' } as const;
  const kind = Object.hasOwn(kinds, type) ? kinds[type as keyof typeof kinds] : 'text';
  return field({ name, label, required, type: kind }, typed);
}

const messagePage = (headline: string, words: string): Page => ({
  title: headline,
  main: html`<div class="pad" data-testid="form-done"><h1>${foreign(headline)}</h1><p>${foreign(words)}</p></div>`,
});
