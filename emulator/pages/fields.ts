/** Form fields with label, hint and refusal joined, and a host's questions as fields and back as answers. */
import type { BookingRequest, EventType, Question } from '../entities.ts';
import { type Content, foreign, type Html, html } from './html.ts';

/** What is wrong with a form, and the field to mend. */
export interface Problem {
  field: string;
  words: string;
}

/** What was typed, and what is wrong with it. */
export interface Filled {
  typed: URLSearchParams;
  problems?: Problem[];
}

export interface Field {
  name: string;
  label: Content;
  type?: 'text' | 'email' | 'tel' | 'area';
  /** `if shown`: it belongs to a choice and is asked for with that choice only. */
  required?: boolean | 'if shown';
  hint?: string;
  autocomplete?: string;
  testId?: string;
}

export function field(spec: Field, filled: Filled): Html {
  const { name, type = 'text' } = spec;
  const refused = problemOf(name, filled);
  const attributes = html`id="${name}" name="${name}"${spec.required === true && html` required`}${
    spec.autocomplete && html` autocomplete="${spec.autocomplete}"`
  }${spec.testId && html` data-testid="${spec.testId}"`}${
    (spec.hint || refused) && html` aria-describedby="${name}-about"`
  }${refused && html` aria-invalid="true"`} maxlength="2000"`;
  const value = filled.typed.get(name) ?? '';
  return html`<div class="field">
<label for="${name}">${spec.label}${!spec.required && optional}</label>
${type === 'area' ? html`<textarea ${attributes} rows="3">${value}</textarea>` : html`<input ${attributes} type="${type}" value="${value}">`}
${(spec.hint || refused) && html`<p id="${name}-about" class="${refused ? 'wrong' : 'muted'}">${refused ?? spec.hint}</p>`}
</div>`;
}

const problemOf = (name: string, { problems = [] }: Filled) =>
  problems.find((problem) => problem.field === name)?.words;

const optional = html` <span class="muted">(optional)</span>`;

/** A group of radios or checkboxes; what comes `after` a choice shows only while it is chosen. */
export function choices(
  spec: { name: string; legend: Content; several?: boolean; required?: boolean },
  options: { value: string; words: Content; after?: Html | null }[],
  filled: Filled,
): Html {
  const chosen = filled.typed.getAll(spec.name);
  const kind = spec.several ? 'checkbox' : 'radio';
  const refused = problemOf(spec.name, filled);
  return html`<fieldset class="field" id="${spec.name}" tabindex="-1"${refused && html` aria-describedby="${spec.name}-about"`}>
<legend>${spec.legend}${!spec.required && optional}</legend>
${refused && html`<p id="${spec.name}-about" class="wrong">${refused}</p>`}
${options.map(
  ({ value, words, after }) =>
    html`<label class="choice"><input type="${kind}" name="${spec.name}" value="${value}"${
      chosen.includes(value) && html` checked`
    }${spec.required && !spec.several && html` required`}><span>${words}</span></label>${after}`,
)}</fieldset>`;
}

/** One of many, folded. */
export function dropdown(
  spec: Pick<Field, 'name' | 'label' | 'required'>,
  options: string[],
  filled: Filled,
): Html {
  const { name } = spec;
  const refused = problemOf(name, filled);
  const chosen = filled.typed.get(name);
  return html`<div class="field">
<label for="${name}">${spec.label}${!spec.required && optional}</label>
<select id="${name}" name="${name}"${spec.required === true && html` required`}${refused && html` aria-invalid="true" aria-describedby="${name}-about"`}>
<option value="">Choose</option>${options.map((option) => html`<option${option === chosen && html` selected`}>${option}</option>`)}</select>
${refused && html`<p id="${name}-about" class="wrong">${refused}</p>`}
</div>`;
}

const other = 'other answer';

export function askedQuestions(eventType: EventType): Question[] {
  return eventType.questions.filter((question) => question.enabled).sort((a, b) => a.position - b.position);
}

export const fieldOf = ({ position }: Question) => `question-${position}`;

export function questionField(question: Question, filled: Filled): Html {
  const name = fieldOf(question);
  const { required } = question;
  const label = foreign(question.name);
  if (question.type === 'single_select' || question.type === 'multi_select') {
    const options = question.answerChoices.map((choice) => ({
      value: choice,
      words: foreign(choice) as Content,
    }));
    const otherText = html`<input class="other" name="${name}-other" aria-label="Other: ${question.name}" value="${filled.typed.get(`${name}-other`) ?? ''}" maxlength="2000">`;
    return choices(
      { name, legend: label, several: question.type === 'multi_select', required },
      question.includeOther ? [...options, { value: other, words: 'Other', after: otherText }] : options,
      filled,
    );
  }
  if (question.type === 'phone_number') {
    return field({ name, label, required, type: 'tel', autocomplete: 'tel' }, filled);
  }
  return field({ name, label, required, type: question.type === 'text' ? 'area' : 'text' }, filled);
}

/** Answers as Calendly keeps them: several choices of one question stand on lines of one answer. */
export function readAnswers(
  eventType: EventType,
  typed: URLSearchParams,
): NonNullable<BookingRequest['answers']> {
  return askedQuestions(eventType).flatMap((asked) => {
    const name = fieldOf(asked);
    const answer = typed
      .getAll(name)
      .map((value) => (value === other ? (typed.get(`${name}-other`) ?? '') : value).trim())
      .filter((value) => value !== '')
      .join('\n');
    return answer === '' ? [] : [{ question: asked.name, answer, position: asked.position }];
  });
}

/** What is wrong with a form, each with a link to its field. */
export function problemNotice(problems: Problem[]): Html {
  const [first, ...others] = problems.map(({ field, words }) =>
    field === '' ? html`${words}` : html`<a href="#${field}">${words}</a>`,
  );
  return notice(
    others.length === 0 ? first : html`<ul>${[first, ...others].map((each) => html`<li>${each}</li>`)}</ul>`,
  );
}

/** The refusal above a form; it takes the focus, so that it is read first. */
export function notice(words: Content): Html {
  return html`<div class="notice" role="alert" tabindex="-1" autofocus>${words}</div>`;
}
