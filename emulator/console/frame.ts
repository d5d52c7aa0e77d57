/** What stands around every section: the others, the clock, and what the last button did. */
import { isoMicros } from '../clock.ts';
import { type Content, type Html, html } from '../pages/html.ts';
import type { Page } from '../pages/layout.ts';
import { button, folded, form, input } from './look.ts';
import type { Section } from './section.ts';

export interface Frame {
  /** The section it belongs to. */
  at: string;
  title: string;
  above?: Content;
  live: Content;
  told?: Content;
  now: number;
  /** When the next delivery is tried again. */
  next: number | undefined;
}

export function frame(sections: Pick<Section, 'name' | 'title'>[], shown: Frame): Page {
  return {
    title: `${shown.title} · Console`,
    script: 'console.js',
    style: 'console.css',
    width: 'full',
    main: html`<div class="console">
<nav aria-label="Console"><ul>${sections.map(
      ({ name, title }) =>
        html`<li><a href="/_emulator/console/${name}"${name === shown.at && html` aria-current="page"`}>${title}</a></li>`,
    )}</ul></nav>
<div class="console-main">
${clockwork(shown)}
<div class="heading"><h1>${shown.title}</h1><div id="told" class="told" role="status">${shown.told}</div><button type="button" id="pause" class="button small quiet scripted" aria-pressed="false">Pause</button></div>
<div id="above">${shown.above}</div>
<div id="live">${shown.live}</div>
</div>
</div>`,
  };
}

function clockwork({ now, next }: Frame): Html {
  const move = (words: string, seconds: number) =>
    button(words, 'advance', { seconds: String(seconds), words });
  return html`<section class="clockwork" aria-label="Clock">
<div class="row"><span class="muted">Move the clock</span>
${move('+1 h', 3600)}${move('+1 d', 86_400)}${move('+90 d', 90 * 86_400)}
<span id="next">${
    next === undefined
      ? html`<span class="muted">no delivery waits</span>`
      : button('to next try', 'to-next', { to: isoMicros(next) })
  }</span></div>
${folded(
  'Set or run…',
  'clock',
  html`${form('set-clock', {}, 'Set', input({ name: 'to', label: 'To (UTC)', type: 'datetime-local', value: isoMicros(now).slice(0, 16), required: true }))}
${form('run-clock', {}, 'Run', input({ name: 'hours', label: 'Hours, by way of every try that comes due', type: 'number', value: '24', min: 0, required: true }))}`,
)}
</section>`;
}
