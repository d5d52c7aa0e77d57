/** The parts that sections are made of: tables, buttons that do something, searches, pages. */
import { type Content, foreign, type Html, html } from '../pages/html.ts';
import { dayAt, tellDay } from '../pages/time.ts';
import type { Look, Page } from './section.ts';

/** Each cell carries its column's name, for screens too narrow for columns. */
export function table(caption: string, columns: string[], rows: Content[][]): Html {
  if (rows.length === 0) return html`<p class="muted empty">No ${caption}.</p>`;
  return html`<table class="rows"><caption class="unseen">${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(
    (cells) =>
      html`<tr>${cells.map((cell, index) => html`<td data-label="${columns[index]}"><div>${cell}</div></td>`)}</tr>`,
  )}</tbody></table>`;
}

/** `of` tells buttons of the same words apart for whoever does not see the row. */
export function button(
  words: string,
  act: string,
  given: Record<string, string>,
  of?: string,
  look: 'quiet' | 'grave' = 'quiet',
): Html {
  const name = of === undefined ? words : `${words}: ${of}`;
  return html`<form class="act" method="post">${hidden({ do: act, ...given })}<button class="button small ${look}" data-key="${act} ${Object.values(given).join(' ')}" aria-label="${name}">${words}</button></form>`;
}

export function hidden(given: Record<string, string>): Html {
  return html`${Object.entries(given).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;
}

/** Folded until it is wanted; `key` keeps it open when the rest is drawn anew. */
export function folded(words: Content, key: string, inside: Content): Html {
  return html`<details data-key="${key}"><summary>${words}</summary>${inside}</details>`;
}

/** A form that does something: its fields, and what its button says. */
export function form(act: string, given: Record<string, string>, words: string, fields: Content): Html {
  return html`<form class="fields" method="post">${hidden({ do: act, ...given })}${fields}<button class="button small">${words}</button></form>`;
}

export interface Input {
  name: string;
  label: string;
  type?: 'text' | 'email' | 'number' | 'datetime-local' | 'search';
  value?: string;
  hint?: string;
  required?: boolean;
  min?: number;
}

export function input({ name, label, type = 'text', value = '', hint, required, min }: Input): Html {
  return html`<label>${label} <input name="${name}" type="${type}" value="${value}"${hint && html` placeholder="${hint}"`}${
    required && html` required`
  }${min !== undefined && html` min="${min}"`} autocomplete="off"></label>`;
}

export type Option = string | { value: string; words: string };

export function select(name: string, label: string, options: readonly Option[], chosen?: string): Html {
  return html`<label>${label} <select name="${name}">${options.map((option) => choice(option, chosen))}</select></label>`;
}

export function choice(option: Option, chosen?: string): Html {
  const { value, words } = typeof option === 'string' ? { value: option, words: option } : option;
  return html`<option value="${value}"${value === chosen && html` selected`}>${words}</option>`;
}

/** What narrows a section: its fields stand in the address. */
export function finder(fields: Content): Html {
  return html`<form class="fields" method="get" role="search" data-find>${fields}<button class="button small quiet unscripted">Show</button></form>`;
}

export function turnPages<Row>({ number, isLast, rows }: Page<Row>, look: Look): Content {
  if (number === 0 && isLast) return null;
  const to = (page: number, words: string) => {
    const address = new URLSearchParams(look);
    address.set('page', String(page));
    return html`<a href="?${address.toString()}">${words}</a>`;
  };
  return html`<nav class="pages" aria-label="Pages">${number > 0 && to(number - 1, '← Before')}
<span class="muted">${rows.length === 0 ? 'Nothing more' : `Page ${number + 1}`}</span>${!isLast && to(number + 1, 'After →')}</nav>`;
}

/** In UTC, to the second where machines wrote it, to the minute where people meet. */
export function when(iso: string | null, to: 'second' | 'minute' = 'second'): Content {
  if (iso === null) return '–';
  const day = tellDay(dayAt(Date.parse(iso), 'UTC'), 'short');
  return html`<time datetime="${iso}">${day} ${iso.slice(11, to === 'minute' ? 16 : 19)}</time>`;
}

export function mark(sign: string, words: string): Html {
  return html`<span class="state"><span aria-hidden="true">${sign}</span> ${words}</span>`;
}

/** Somebody with a page of their own. */
export function nameAndMail(href: string, { name, email }: { name: string; email: string }): Html {
  return html`<a href="${href}">${foreign(name)}</a><br><small>${foreign(email)}</small>`;
}

/** Copies the text of the element with this id. */
export function copyOf(id: string, what: string): Html {
  return html`<button type="button" class="button small quiet scripted" data-key="copy-${id}" data-copy="${id}" aria-label="Copy ${what}">Copy</button>`;
}
