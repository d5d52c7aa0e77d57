/** The frame of every page: what it is (an emulator, never Calendly), its clock, its one main part. */
import type { User } from '../entities.ts';
import { type Asset, assetHref } from './assets.ts';
import type { PagesDoor } from './door.ts';
import { type Content, foreign, type Html, html } from './html.ts';
import { dayAt, tellDay, tellMoved, tellTime } from './time.ts';
import type { Visitor } from './visitor.ts';

export interface Page {
  title: string;
  /** Whose zone and clock the page was written in; tells the browser's script whether to ask again. */
  visitor?: Visitor;
  script?: Asset;
  style?: Asset;
  /** How wide the sheet is. */
  width?: 'narrow' | 'wide' | 'full';
  /** Whether its form leads to another site: consent, which answers the application. */
  formsLeaveHere?: boolean;
  main: Html;
}

export function layout(door: PagesDoor, page: Page): Html {
  const { visitor } = page;
  return html`<!doctype html>
<html lang="en"${visitor && html` data-zone="${visitor.zone}" data-clock="${visitor.clock}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title} · Emulator</title>
<link rel="preload" href="/assets/geist.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="${assetHref('pages.css')}">
${page.style && html`<link rel="stylesheet" href="${assetHref(page.style)}">`}
${visitor && html`<script src="${assetHref('visitor.js')}"></script>`}
${page.script && html`<script type="module" src="${assetHref(page.script)}"></script>`}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="bar"><p><a href="/_emulator/console/people">Emulator</a> · not Calendly · clock ${tellClock(door.clock)}${tellFaults(door.faultsOn())}</p></header>
<main id="main" class="sheet ${page.width ?? 'narrow'}">${page.main}</main>
</body>
</html>`;
}

/** With how far it was moved: `clock Fri 20 Nov 14:02 UTC (+3 d)`. */
function tellClock(clock: PagesDoor['clock']): Html {
  const now = clock.now();
  const told = `${tellDay(dayAt(now, 'UTC'), 'short')} ${tellTime(now, 'UTC', '24h')} UTC`;
  const moved = tellMoved(clock.offset());
  return html`<time datetime="${new Date(now).toISOString()}">${told}</time>${moved && ` (${moved})`}`;
}

function tellFaults(count: number): string {
  return count === 0 ? '' : ` · ${count} ${count === 1 ? 'fault' : 'faults'} on`;
}

/** A page that says what is wrong and what to do. */
export function refusal(words: { title: string; what: Content; wayOut: Content }): Page {
  return {
    title: words.title,
    main: html`<div class="pad"><h1>${words.title}</h1><p>${words.what}</p><p class="muted">${words.wayOut}</p></div>`,
  };
}

/** A person's mark: one or two letters, whatever the name is made of. */
export function monogram(name: string): Html {
  const letters = name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => new Intl.Segmenter('en').segment(word)[Symbol.iterator]().next().value!.segment);
  const shown = letters.length > 1 ? [letters[0], letters.at(-1)] : letters;
  return html`<span class="monogram" aria-hidden="true">${shown.join('').toUpperCase()}</span>`;
}

export function hostNames(hosts: User[]): Html {
  return html`${hosts.map((host, index) => [
    index > 0 && (index === hosts.length - 1 ? ' and ' : ', '),
    foreign(host.name),
  ])}`;
}
