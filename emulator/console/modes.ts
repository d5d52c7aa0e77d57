/** What Calendly leaves open: each switch with what it decides and what is known. */

import { modes as catalogue, type ModeName } from '../modes.ts';
import { html } from '../pages/html.ts';
import { choice, hidden, table } from './look.ts';
import type { ConsoleParts, Section } from './section.ts';

export function modesSection({ modes }: ConsoleParts): Section {
  return {
    name: 'modes',
    title: 'Modes',
    live: () => html`<p class="muted">What Calendly leaves open. Each can be tried every way; the first value is the one it starts with.</p>
${table(
  'modes',
  ['Mode', 'Value', 'Meaning', 'Evidence'],
  Object.entries(catalogue).map(([name, { values, meaning, evidence }]) => [
    html`<code class="name">${name}</code>`,
    html`<form class="act" method="post">${hidden({ do: 'mode', mode: name })}<select name="value" aria-label="${name}" data-key="mode-${name}" data-at-once>${[...values].map((value) => choice(value, modes.get(name as ModeName)))}</select><button class="button small quiet unscripted">Set</button></form>`,
    meaning,
    html`<span class="muted">${evidence}</span>`,
  ]),
)}`,
  };
}
