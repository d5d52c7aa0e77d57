/** The pages on which an end user connects: made on the server, read without scripts, in our words and nobody's markup. */
import type { FailureCode } from '../../errors.ts';
import {
  asText,
  fill,
  fillPlain,
  icons,
  type Look,
  list,
  Markup,
  many,
  mark,
  marks,
  page,
  type Told,
} from './frame.ts';
import { type Ending, type Permission, wordsIn } from './words.ts';

export interface Invitation {
  person: string | null;
  /** Calendly's names of what is asked for. */
  scopes: readonly string[];
  /** Whether meetings stay with the application after a disconnect. */
  keeps: boolean;
  minutesLeft: number;
}

/** What a person allows, a line for each. */
const permissions: [scope: RegExp, permission: Permission][] = [
  [/^scheduled_events:/, 'meetings'],
  [/^webhooks:/, 'news'],
  [/^event_types:/, 'eventTypes'],
  [/^availability:/, 'availability'],
  [/^(scheduled_events|event_types|availability):write$/, 'acting'],
  [/^users:/, 'person'],
];

export function permissionLines(look: Look, scopes: readonly string[]): string[] {
  const { may } = wordsIn(look.language).connect;
  return permissions
    .filter(([scope]) => scopes.some((one) => scope.test(one)))
    .map(([, permission]) => asText(may[permission]));
}

export function invitationPage(look: Look, invitation: Invitation): string {
  const { person, scopes, keeps, minutesLeft: n } = invitation;
  const { connect: words } = wordsIn(look.language);
  const app = look.application;
  const minutes = new Markup(fill(many(look.language, words.minutes, n), { n: new Markup(String(n)) }));
  const whose = person === null ? fill(words.link, { minutes }) : fill(words.linkFor, { person, minutes });
  return page(look, {
    title: fillPlain(words.heading, { app }),
    body: `${marks(look)}
<h1>${fill(words.heading, { app })}</h1>
<p>${fill(words.asks, { app })}</p>
${list(permissionLines(look, scopes))}
<form method="post"><button>${asText(words.go)} ${icons.arrow}</button></form>
<p class="quiet">${fill(words.password, { app })} ${fill(keeps ? words.keeps : words.erases, { app })}</p>`,
    foot: `<p class="foot">${whose}</p>`,
  });
}

export interface Connected {
  email: string | null;
  granted: number;
  asked: number;
}

/** `done`: where its button leads; null: the window may be closed. */
export function connectedPage(
  look: Look,
  { email, granted, asked }: Connected,
  { done, told }: { done: string | null; told?: Told | undefined },
): string {
  const words = wordsIn(look.language);
  const { connected } = words;
  const as = email === null ? '' : `<p class="mid">${fill(connected.as, { email })}</p>\n`;
  const count = { granted: new Markup(String(granted)), asked: new Markup(String(asked)) };
  const of = asked === 0 ? '' : `<p class="quiet">${fill(connected.permissions, count)}</p>\n`;
  return page(look, {
    title: connected.heading,
    body: `${mark('tick', ' good')}
<h1>${asText(connected.heading)}</h1>
${as}${of}<p class="quiet">${asText(connected.reading)}</p>
${done === null ? `<p class="quiet">${asText(connected.close)}</p>` : doneLink(look, done)}`,
    told,
  });
}

/** Another Calendly person came back than the one that is connected: two cards, and what each means. */
export function otherPage(
  look: Look,
  { token, person, other, keeps }: { token: string; person: string; other: string; keeps: boolean },
): string {
  const { other: words } = wordsIn(look.language);
  const of = { app: look.application, person, other };
  const choice = (answer: 'keep' | 'change', look: string, button: string, means: string) =>
    `<form class="choice" method="post" action="/connect/${token}/${answer}"><button${look}><span>${fill(button, of)}</span></button><p>${fill(means, of)}</p></form>`;
  return page(look, {
    title: words.heading,
    body: `${mark('person')}
<h1>${asText(words.heading)}</h1>
<p class="mid">${fill(words.told, of)}</p>
<div class="choices">
${choice('keep', '', words.keep, words.keepMeans)}
${choice('change', ' class="second"', words.change, keeps ? words.changeKeeps : words.changeErases)}
</div>`,
  });
}

export interface Ended {
  ending: Ending;
  person?: string | null;
  /** Whether it may be tried again with this very link, and by its token where it is not this page's address. */
  again?: boolean;
  /** Where the application is. */
  back?: string | null;
  told?: Told | undefined;
}

/** A no of the person's own is no mistake, and looks like none. */
const calm: readonly Ending[] = ['consent_declined', 'link_ended', 'link_unknown', 'other_browser', 'kept'];

/** One sentence, one button. */
export function endedPage(look: Look, { ending, person, again = false, back = null, told }: Ended): string {
  const words = wordsIn(look.language);
  const { heading, told: happened, wayOut } = words.ended[ending];
  const of = { app: look.application, person: person ?? look.application };
  const isCalm = calm.includes(ending);
  const button = again
    ? `\n<form class="do" method="post"><button>${asText(words.again)}</button></form>`
    : back === null
      ? ''
      : `\n<p class="do"><a class="button" href="${asText(back)}"><span>${fill(words.back, of)}</span></a></p>`;
  return page(look, {
    title: heading,
    body: `${mark(isCalm ? 'dash' : 'exclamation', isCalm ? '' : ' bad')}
<h1>${asText(heading)}</h1>
<p class="mid">${fill(happened, of)}</p>
<p class="quiet">${fill(wayOut, of)}</p>${button}`,
    told,
  });
}

/** In words that an end user can do something with, the same as on the page: what happened, and the way out. */
export function endingWords(
  look: Look,
  ending: Ending,
  person: string | null,
): { words: string; wayOut: string } {
  const { told, wayOut } = wordsIn(look.language).ended[ending];
  const of = { app: look.application, person: person ?? look.application };
  return { words: fillPlain(told, of), wayOut: fillPlain(wayOut, of) };
}

export function doneLink(look: Look, to: string): string {
  return `<p class="do"><a class="button" href="${asText(to)}">${asText(wordsIn(look.language).done)}</a></p>`;
}

const endings: Partial<Record<FailureCode, Ending>> = {
  connect_link_ended: 'link_ended',
  attempt_unknown: 'link_ended',
  consent_declined: 'consent_declined',
  scope_missing: 'scope_missing',
  calendly_unreachable: 'calendly_unreachable',
  client_refused: 'client_refused',
  tried_too_often: 'tried_too_often',
  account_disconnecting: 'account_disconnecting',
  other_calendly_user: 'kept',
};

export function endingOf(code: string): Ending {
  return (Object.hasOwn(endings, code) && endings[code as FailureCode]) || 'failed';
}
