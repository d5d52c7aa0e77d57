/**
 * Choosing a time: a month of days and the times of one of them, in the visitor's zone. Booking and moving
 * share it. Everything chosen stands in the address, so that it works without scripts; the script only
 * fetches the same page and swaps the part `#picker`.
 */
import { type Choice, monthsAhead, type Slot } from './availability.ts';
import { type Html, html } from './html.ts';
import * as time from './time.ts';
import type { Visitor } from './visitor.ts';

/** Makes the address of the same page with something else chosen. */
export type Link = (chosen: Record<string, string>) => string;

export function linkFrom(path: string, visitor: Visitor, carried: URLSearchParams): Link {
  return (chosen) => {
    const { zone, clock } = visitor;
    return `${path}?${new URLSearchParams({ ...Object.fromEntries(carried), zone, clock, ...chosen })}`;
  };
}

export function picker(choice: Choice, link: Link): Html {
  return html`<div id="picker" class="picker">
${calendar(choice, link)}
<section class="times" aria-labelledby="times-title">${times(choice, link)}${preferences(choice, link)}</section>
</div>`;
}

/** The time that was chosen, and the way back to choose another. */
export function chosenTime(startTime: string, minutes: number, visitor: Visitor, link: Link): Html {
  const start = Date.parse(startTime);
  const date = time.dayAt(start, visitor.zone);
  return html`<div class="chosen">
<p><strong>${time.tellSpan(start, start + minutes * 60_000, visitor.zone, visitor.clock)}</strong></p>
<p class="muted">${time.tellZone(visitor.zone)} (${time.tellOffset(start, visitor.zone)})</p>
<p><a href="${link({ date })}">Change the time</a></p>
</div>`;
}

/** Where the chosen time was taken: the next ones, within the same form, the first already chosen. */
export function otherTimes(offered: Slot[], visitor: Visitor, link: Link): Html {
  const tell = (instant: number) =>
    `${time.tellDay(time.dayAt(instant, visitor.zone), 'short')}, ${time.tellTime(instant, visitor.zone, visitor.clock)}`;
  return html`<fieldset class="field">
<legend>Still free <span class="muted">(${time.tellZone(visitor.zone)})</span></legend>
${offered.map(
  ({ startTime }, index) =>
    html`<label class="choice"><input type="radio" name="start" value="${startTime}" required${
      index === 0 && html` checked`
    }><span>${tell(Date.parse(startTime))}</span></label>`,
)}
<p><a href="${link({})}">See all times</a></p>
</fieldset>`;
}

function calendar(choice: Choice, link: Link): Html {
  const { month, visitor } = choice;
  const before = time.addMonths(month, -1);
  const isFirst = before < choice.today.slice(0, 7);
  const arrow = (to: string, sign: string, name: string) =>
    html`<a class="arrow" href="${link({ month: to })}" data-focus="${name}" data-turn="${name}" aria-label="${name} month, ${time.tellMonth(to)}">${sign}</a>`;
  return html`<section class="month" aria-labelledby="month-title">
<div class="month-head">
<h2 id="month-title">${time.tellMonth(month)}</h2>
${isFirst ? html`<span class="arrow" aria-hidden="true">←</span>` : arrow(before, '←', 'previous')}
${arrow(time.addMonths(month, 1), '→', 'next')}
</div>
<table role="grid" aria-labelledby="month-title">
<thead><tr>${time.weekdays(visitor.firstWeekday).map((day) => html`<th scope="col" abbr="${day.long}">${day.short}</th>`)}</tr></thead>
<tbody>${time
    .monthGrid(month, visitor.firstWeekday)
    .map((week) => html`<tr>${week.map((day) => cell(day, choice, link))}</tr>`)}</tbody>
</table>
</section>`;
}

function cell(day: string | null, choice: Choice, link: Link): Html {
  if (day === null) return html`<td></td>`;
  const number = Number(day.slice(8));
  const isToday = day === choice.today && html` aria-current="date"`;
  const free = choice.free.get(day)?.length;
  if (!free) {
    const spoken = html`<span class="unseen">${time.tellDay(day, 'long')}, nothing free</span>`;
    return html`<td><span class="day" data-day="${day}"${isToday} tabindex="-1"><span aria-hidden="true">${number}</span>${spoken}</span></td>`;
  }
  const chosen = day === choice.day;
  const spoken = `${time.tellDay(day, 'long')}, ${free} free`;
  return html`<td aria-selected="${chosen ? 'true' : 'false'}"><a class="day free" href="${link({ month: choice.month, date: day })}" data-day="${day}" data-focus="${day}"${isToday} aria-label="${spoken}">${number}</a></td>`;
}

function times(choice: Choice, link: Link): Html {
  const { day, next, month, visitor } = choice;
  if (day === undefined) {
    const wayOut = next
      ? html`<a class="button" href="${link({ date: next })}" data-focus="${next}">Go to ${time.tellDay(next, 'short')}</a>`
      : html`<p class="muted">Nor in the ${monthsAhead} months after it. Ask the host for another way.</p>`;
    return html`<h2 id="times-title">Nothing free</h2><p>No day in ${time.tellMonth(month)} has a free time.</p>${wayOut}`;
  }
  const slots = choice.free.get(day)!;
  const told = slots.map((slot) => time.tellTime(Date.parse(slot.startTime), visitor.zone, visitor.clock));
  return html`<h2 id="times-title" data-say="${time.tellDay(day, 'long')}, ${slots.length} free">${time.tellDay(day, 'short')}</h2>
<ul class="slots">${slots.map((slot, index) => {
    const instant = Date.parse(slot.startTime);
    const isTwice = told.indexOf(told[index]!) !== told.lastIndexOf(told[index]!);
    return html`<li><a class="slot" data-testid="slot" href="${link({ month: choice.month, date: day, start: slot.startTime })}">${told[index]}${
      isTwice && html` <small>${time.tellOffset(instant, visitor.zone)}</small>`
    }${slot.seatsLeft > 1 && html` <small>${slot.seatsLeft} seats</small>`}</a></li>`;
  })}</ul>`;
}

/** The zone as a form of its own, so that it works without scripts, and the clock as a link. */
function preferences(choice: Choice, link: Link): Html {
  const { visitor, month, day } = choice;
  const here = new URLSearchParams(link({ month, ...(day && { date: day }) }).split('?')[1]);
  const other = visitor.clock === '24h' ? '12h' : '24h';
  const at = day
    ? Date.parse(choice.free.get(day)![0]!.startTime)
    : time.startOfDay(`${month}-01`, visitor.zone);
  return html`<form class="preferences" method="get">
${[...here].filter(([name]) => name !== 'zone').map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label for="zone">Time zone</label>
<div class="row">
<select id="zone" name="zone" data-focus="zone">${time
    .listZones(visitor.zone)
    .map(
      (zone) =>
        html`<option${zone === visitor.zone && html` selected`} value="${zone}">${time.tellZone(zone)}</option>`,
    )}</select>
<button class="button quiet unscripted">Show</button>
</div>
<p class="muted">${time.tellOffset(at, visitor.zone)} on ${day ? 'this day' : 'the first of the month'} ·
<a href="${link({ ...Object.fromEntries(here), clock: other })}" data-focus="clock">${other === '12h' ? '12 h' : '24 h'} clock</a></p>
</form>`;
}
