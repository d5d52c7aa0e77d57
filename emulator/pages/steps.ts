/**
 * The two steps that booking and moving share: choose a time, then fill in and send. A time that is taken
 * in between loses nothing that was typed: the same form comes back with the next three.
 */
import type { BookingResult, EventType, Invitee } from '../entities.ts';
import { choose, freeTimes, isFree, nextFree } from './availability.ts';
import type { PagesDoor } from './door.ts';
import { type Filled, notice, type Problem, problemNotice } from './fields.ts';
import { type Content, html } from './html.ts';
import type { Page } from './layout.ts';
import { chosenTime, linkFrom, otherTimes, picker } from './picker.ts';
import { hostsOf, summary } from './summary.ts';
import { tellLength, tellTime } from './time.ts';
import type { Visitor } from './visitor.ts';

/** What is filled in, and what sending it does. */
export interface Steps {
  /** Of the chosen length. */
  eventType: EventType;
  /** Those to choose from, where there is a choice. */
  lengths?: number[];
  title: string;
  heading: string;
  submit: { words: string; testId: string };
  /** Stands in the summary: the time until now, when a meeting is moved. */
  before?: Content;
  fields(filled: Filled): Content;
  /** What is wrong with what was typed, whatever the time. */
  check(typed: URLSearchParams): Problem[];
  send(startTime: string, typed: URLSearchParams): BookingResult;
}

/** Who came, and by which address. */
export interface Visit {
  visitor: Visitor;
  path: string;
  query: URLSearchParams;
}

const notFree = 'That time is not free. Choose another.';

export function showSteps(door: PagesDoor, steps: Steps, visit: Visit): Page {
  const start = visit.query.get('start');
  if (start === null) return chooseTime(door, steps, visit);
  if (!isFree(freeTimes(door, steps.eventType), start)) return chooseTime(door, steps, visit, notFree);
  return fillIn(door, steps, visit, { start, typed: visit.query });
}

export function sendSteps(
  door: PagesDoor,
  steps: Steps,
  visit: Visit,
  typed: URLSearchParams,
): { done: Invitee } | { refused: Page } {
  const start = typed.get('start') ?? '';
  if (Number.isNaN(Date.parse(start))) return { refused: chooseTime(door, steps, visit, notFree) };
  const problems = steps.check(typed);
  if (problems.length > 0) return { refused: fillIn(door, steps, visit, { start, typed, problems }) };
  const result = steps.send(start, typed);
  if (result.ok) return { done: result.invitee };
  const isGone = result.reason === 'already_filled' || result.reason === 'in_the_past';
  const refused = isGone
    ? offerOthers(door, steps, visit, { start, typed })
    : fillIn(door, steps, visit, { start, typed, problems: [{ field: '', words: result.message }] });
  return { refused };
}

function chooseTime(door: PagesDoor, steps: Steps, visit: Visit, told?: string): Page {
  const { eventType } = steps;
  const choice = choose(freeTimes(door, eventType), door.clock.now(), visit.visitor, visit.query);
  return {
    title: `${steps.title} · ${eventType.name}`,
    visitor: visit.visitor,
    script: 'picker.js',
    width: 'wide',
    main: html`${told && notice(told)}
<div class="split">${summary(hostsOf(door, eventType), eventType, steps.before, lengthChoice(steps, visit))}${picker(choice, linkOf(visit))}</div>`,
  };
}

interface Sent extends Filled {
  start: string;
}

function fillIn(door: PagesDoor, steps: Steps, visit: Visit, filled: Sent): Page {
  const { start } = filled;
  const chosen = chosenTime(start, steps.eventType.durationMinutes, visit.visitor, linkOf(visit));
  const hidden = html`<input type="hidden" name="start" value="${start}">`;
  return secondStep(door, steps, visit, filled, { beside: chosen, time: hidden });
}

function offerOthers(door: PagesDoor, steps: Steps, visit: Visit, filled: Sent): Page {
  const { visitor } = visit;
  const taken = Date.parse(filled.start);
  const offered = nextFree(freeTimes(door, steps.eventType), door.clock.now(), taken);
  if (offered.length === 0) return chooseTime(door, steps, visit, notFree);
  const words = `${tellTime(taken, visitor.zone, visitor.clock)} was taken a moment ago. Nothing you typed is lost.`;
  const problems = [{ field: '', words }];
  return secondStep(
    door,
    steps,
    visit,
    { ...filled, problems },
    { time: otherTimes(offered, visitor, linkOf(visit)) },
  );
}

function secondStep(
  door: PagesDoor,
  steps: Steps,
  visit: Visit,
  filled: Sent,
  parts: { beside?: Content; time: Content },
): Page {
  const { eventType, submit } = steps;
  return {
    title: `${steps.heading} · ${eventType.name}`,
    visitor: visit.visitor,
    width: 'wide',
    main: html`<div class="split">
${summary(hostsOf(door, eventType), eventType, [steps.before, parts.beside])}
<form class="form" method="post" novalidate action="${linkOf(visit)({})}">
<h2>${steps.heading}</h2>
${filled.problems && problemNotice(filled.problems)}
${parts.time}
${steps.fields(filled)}
<div class="actions"><button class="button" data-testid="${submit.testId}">${submit.words}</button></div>
</form>
</div>`,
  };
}

function lengthChoice({ lengths = [], eventType }: Steps, visit: Visit): Content {
  if (lengths.length < 2) return undefined;
  const link = linkOf(visit);
  return html`<div class="lengths" role="group" aria-label="How long">${lengths.map(
    (minutes) =>
      html`<a class="button quiet small" href="${link({ length: String(minutes) })}"${minutes === eventType.durationMinutes && html` aria-current="true"`}>${tellLength(minutes)}</a>`,
  )}</div>`;
}

/** What a link may bring along stays in every address: who is invited, and where they came from; so does the chosen length. */
const brought = /^(name|email|guests|length|submission|utm_\w+|salesforce_uuid)$/;

function linkOf({ path, visitor, query }: Visit) {
  return linkFrom(path, visitor, new URLSearchParams([...query].filter(([name]) => brought.test(name))));
}
