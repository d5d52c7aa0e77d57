/** `/_emulator/`: the frame of the console. What stands in it is read from the control interface by its script. */
import { html } from './html.ts';
import type { Page } from './layout.ts';

const sections = ['People', 'Meetings', 'Subscriptions', 'Deliveries', 'Faults', 'Modes', 'Requests'];

export const consolePage: Page = {
  title: 'Console',
  script: 'console.js',
  style: 'console.css',
  width: 'full',
  main: html`<div class="console">
<nav aria-label="Console"><ul>${sections.map(
    (name) => html`<li><a href="#${name.toLowerCase()}">${name}</a></li>`,
  )}</ul></nav>
<div class="console-main">
<section class="clockwork" aria-label="Clock">
<div class="row">
<span class="muted">Move the clock</span>
<button class="button quiet small" type="button" data-advance="hour">+1 h</button>
<button class="button quiet small" type="button" data-advance="day">+1 d</button>
<button class="button quiet small" type="button" data-advance="quarter">+90 d</button>
<button class="button quiet small" type="button" id="to-next">to next try</button>
</div>
<details class="reset"><summary>Reset…</summary>
<form id="reset"><p>Everything is forgotten: bookings, applications, access, the moved clock.</p>
<label>Company <input name="seed" type="number" min="1" value="1"></label>
<button class="button grave small">Forget everything</button></form></details>
</section>
<p id="told" class="told" role="status"></p>
<h1 id="title">Console</h1>
<noscript><p>The console needs scripts; the control interface under <code>/_emulator</code> does not.</p></noscript>
<div id="above"></div>
<div id="section"></div>
</div>
</div>`,
};
