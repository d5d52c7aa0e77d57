/** Routing forms, and where each answer leads. */
import type { FormResult, RoutingForm } from '../entities.ts';
import { type Content, foreign, html } from '../pages/html.ts';
import { button, mark, table } from './look.ts';
import type { ConsoleParts, Section } from './section.ts';

export function formsSection({ state, store, door }: ConsoleParts): Section {
  function leadsTo(result: FormResult): Content {
    if (result.type === 'custom_message') return html`says “${foreign(result.headline)}”`;
    if (result.type === 'external_url') return html`leads to <code>${foreign(result.url)}</code>`;
    const path = door.eventTypePath(result.eventTypeId);
    return html`leads to <a href="/${path}">${foreign(path)}</a>`;
  }

  function row(form: RoutingForm): Content[] {
    const { id, name, status, routes } = form;
    const isOpen = status === 'published';
    const [sent] = store.all('select count(*) as count from submissions where form_id = ?', id);
    return [
      isOpen ? html`<a href="/forms/${id}">${foreign(name)}</a>` : foreign(name),
      isOpen ? mark('●', 'published') : mark('○', 'draft'),
      html`<ul>${form.questions.map((question) => html`<li>${foreign(question.name)}</li>`)}</ul>`,
      html`<ul>${routes.map(({ answer, result }) => html`<li>${answer === null ? 'All others' : html`“${foreign(answer)}”`} ${leadsTo(result)}</li>`)}</ul>`,
      String(sent!.count),
      isOpen && button('Send its first answers', 'submit', { form: id }, name),
    ];
  }

  return {
    name: 'forms',
    title: 'Routing forms',
    live: () =>
      table(
        'routing forms',
        ['Form', 'State', 'Questions', 'Rules', 'Sent in', 'Do'],
        state.forms.where(`true order by row ->> '$.createdAt', id`).map(row),
      ),
  };
}
