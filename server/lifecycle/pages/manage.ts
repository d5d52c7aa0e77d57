/** The pages on which an end user sees their connection and ends it: what will be removed, then that it is, with proof. */
import {
  asText,
  fill,
  fillPlain,
  type Look,
  list,
  Markup,
  many,
  mark,
  marks,
  page,
  type Told,
} from './frame.ts';
import { doneLink, permissionLines } from './pages.ts';
import { wordsIn } from './words.ts';

export interface Standing {
  email: string;
  /** ISO 8601. */
  since: string;
  /** The person's own. */
  timezone: string | null;
  scopes: readonly string[];
}

export function managePage(look: Look, token: string, standing: Standing | undefined): string {
  const { manage: words } = wordsIn(look.language);
  const app = look.application;
  if (!standing) {
    return page(look, {
      title: fillPlain(words.nobody, { app }),
      body: `${marks(look)}\n<h1>${fill(words.nobody, { app })}</h1>\n<p class="mid">${asText(words.nobodyMeans)}</p>`,
    });
  }
  const date = inWords(look, standing.since, standing.timezone, { dateStyle: 'long' });
  return page(look, {
    title: fillPlain(words.heading, { app }),
    body: `${marks(look)}
<h1>${fill(words.heading, { app })}</h1>
<p class="mid">${fill(words.as, { email: standing.email })} ${fill(words.since, { date: new Markup(asText(date)) })}</p>
${list(permissionLines(look, standing.scopes))}
<p class="do"><a class="button danger" href="/connect/${token}/disconnect">${asText(words.disconnect)}</a></p>`,
  });
}

/** What stays and goes of the meetings that are known. */
export interface Meetings {
  count: number;
  keeps: boolean;
}

function meetingsLine(look: Look, { count, keeps }: Meetings): string {
  const { manage: words } = wordsIn(look.language);
  const form = many(look.language, keeps ? words.meetingsStay : words.meetingsGo, count);
  const n = new Markup(count.toLocaleString(look.language));
  return fill(form, { n, app: look.application });
}

/** `personalToken`: what gives access is not ours to give back. */
export function disconnectPage(
  look: Look,
  token: string,
  { personalToken, ...meetings }: Meetings & { personalToken: boolean },
): string {
  const { manage: words } = wordsIn(look.language);
  const app = look.application;
  const lines = [
    fill(personalToken ? words.token : words.access),
    fill(words.telling, { app }),
    fill(words.secrets),
    meetingsLine(look, meetings),
  ];
  return page(look, {
    title: fillPlain(words.ask, { app }),
    body: `${marks(look)}
<h1>${fill(words.ask, { app })}</h1>
${list(lines, true)}
<form method="post"><button>${asText(words.disconnect)}</button></form>
<p class="do"><a class="button second" href="/connect/${token}">${asText(words.keep)}</a></p>`,
  });
}

export function disconnectingPage(look: Look): string {
  const { manage: words } = wordsIn(look.language);
  return page(look, {
    title: words.working,
    body: `${marks(look)}\n<h1>${asText(words.working)}</h1>\n<p class="mid">${asText(words.workingMeans)}</p>`,
    refresh: true,
  });
}

export interface Gone {
  meetings: Meetings;
  /** Whether something could not be deleted at Calendly. */
  left: boolean;
  /** The change that tells of it; null when it was told too long ago. */
  proof: { id: string; at: string } | null;
  timezone: string | null;
}

export function disconnectedPage(
  look: Look,
  { meetings, left, proof, timezone }: Gone,
  { done, told }: { done: string | null; told?: Told | undefined },
): string {
  const { manage: words } = wordsIn(look.language);
  const app = look.application;
  const when = proof && inWords(look, proof.at, timezone, { dateStyle: 'long', timeStyle: 'long' });
  const shown = proof
    ? `\n<p class="quiet proof">${fill(words.proof, { id: proof.id, when: new Markup(asText(when!)) })}</p>`
    : '';
  const stays = meetings.keeps ? `\n<p class="quiet">${meetingsLine(look, meetings)}</p>` : '';
  return page(look, {
    title: words.gone,
    body: `${mark('tick', ' good')}
<h1>${asText(words.gone)}</h1>
<p class="mid">${fill(left ? words.left : words.goneMeans, { app })}</p>${stays}${shown}
${done === null ? '' : doneLink(look, done)}`,
    told,
  });
}

/** In the person's own zone, where Calendly told one that there is. */
function inWords(
  { language }: Look,
  at: string,
  timezone: string | null,
  options: Intl.DateTimeFormatOptions,
): string {
  const locale = language === 'en' ? 'en-GB' : language;
  const write = (timeZone: string) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(new Date(at));
  try {
    return write(timezone ?? 'UTC');
  } catch {
    return write('UTC');
  }
}
