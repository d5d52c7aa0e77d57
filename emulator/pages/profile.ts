/** `/{person}`: what can be booked with someone. */
import type { User } from '../entities.ts';
import type { PagesDoor } from './door.ts';
import { foreign, html } from './html.ts';
import { monogram, type Page } from './layout.ts';
import { swatch } from './summary.ts';
import { tellLength, tellZone } from './time.ts';

export function profilePage(door: PagesDoor, person: User): Page {
  const eventTypes = door.eventTypesOf(person.id);
  return {
    title: person.name,
    main: html`<div class="pad">
<div class="person">${monogram(person.name)}<div><h1>${foreign(person.name)}</h1><p class="muted">In ${tellZone(person.timezone)}</p></div></div>
${
  eventTypes.length === 0
    ? html`<p>Nothing can be booked here at the moment.</p>`
    : html`<ul class="offers">${eventTypes.map(
        (
          eventType,
        ) => html`<li><a class="offer" href="/${encodeURIComponent(person.slug)}/${encodeURIComponent(eventType.slug)}">
<span class="offer-name">${swatch(eventType.color)}${foreign(eventType.name)}</span>
<span class="muted">${tellLength(eventType.durationMinutes)}${eventType.seats > 1 && ` · up to ${eventType.seats} people`}</span>
${eventType.description && html`<span class="offer-about">${foreign(eventType.description)}</span>`}
</a></li>`,
      )}</ul>`
}
</div>`,
  };
}
