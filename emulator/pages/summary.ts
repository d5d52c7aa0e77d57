/** What is being booked, beside every step: who, what, how long, where. */
import type { EventType, User } from '../entities.ts';
import type { PagesDoor } from './door.ts';
import { type Content, foreign, type Html, html } from './html.ts';
import { hostNames, monogram } from './layout.ts';
import { tellChoice } from './places.ts';
import { tellLength } from './time.ts';

export function hostsOf(door: PagesDoor, { hostIds }: { hostIds: string[] }): User[] {
  const people = new Map(door.people().map((person) => [person.id, person]));
  return hostIds.flatMap((id) => people.get(id) ?? []);
}

/** @param length where there is a choice, the choice */
export function summary(hosts: User[], eventType: EventType, after?: Content, length?: Content): Html {
  return html`<aside class="summary" aria-label="The meeting">
<div class="person">${hosts[0] && monogram(hosts[0].name)}<p>${eventType.poolingType === 'round_robin' && 'One of '}${hostNames(hosts)}</p></div>
<h1>${swatch(eventType.color)}${foreign(eventType.name)}</h1>
<dl class="facts">
<div><dt>Length</dt><dd>${length ?? tellLength(eventType.durationMinutes)}</dd></div>
${eventType.seats > 1 && html`<div><dt>Seats</dt><dd>${eventType.seats}</dd></div>`}
<div><dt>Place</dt><dd>${places(eventType)}</dd></div>
</dl>
${eventType.description && html`<p class="prose">${foreign(eventType.description)}</p>`}
${after}
</aside>`;
}

function places({ locations }: EventType): Content {
  if (locations.length === 0) return 'No place set';
  return locations.length === 1 ? tellChoice(locations[0]!) : `${locations.length} to choose from`;
}

/** An event type's own colour: by attribute, since the page allows no inline style. */
export function swatch(color: string): Html {
  return html`<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill="${color}"/></svg>`;
}
