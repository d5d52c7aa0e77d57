/** What every page of an end user's is framed by: the application's look, and how text of others gets into it. */
import type { Language, Plural } from './words.ts';

/** How the application wants to be seen. */
export interface Look {
  application: string;
  /** Six hex digits. */
  color: string | null;
  /** Address of its picture. */
  logo: string | null;
  language: Language;
}

/** What the page that opened this one is told, and nobody else: `origin` is that page's. */
export interface Told {
  origin: string;
  message: object;
  /** Whether there is nothing left to read here, so that the window goes. */
  closes: boolean;
}

export type Values = Readonly<Record<string, string | number | Markup>>;

/** Markup of ours; whatever came from elsewhere in it is text. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export const plain: Look = { application: 'Slotwire', color: null, logo: null, language: 'en' };

export function page(look: Look, { title, body, foot = '', told, refresh = false }: Page): string {
  const color = look.color === null ? '' : `?color=${look.color}`;
  const tell = told
    ? `\n<script src="/connect/tell.js" defer data-origin="${asText(told.origin)}" data-message="${asText(JSON.stringify(told.message))}"${told.closes ? ' data-closes' : ''}></script>`
    : '';
  return `<!doctype html>
<html lang="${look.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">${refresh ? '\n<meta http-equiv="refresh" content="2">' : ''}
<title>${asText(title)}</title>
<link rel="preload" href="/connect/geist.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="/connect/style.css${color}">${tell}
</head>
<body><main><div class="card">
${body}
</div>${foot}</main></body>
</html>
`;
}

interface Page {
  title: string;
  body: string;
  foot?: string;
  told?: Told | undefined;
  /** Whether it shows something that will be otherwise in a moment. */
  refresh?: boolean;
}

/** A sentence with what it is about: values are text of others, whatever their direction, unless they are markup. */
export function fill(sentence: string, values: Values = {}): string {
  return sentence
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      const value = name === undefined ? undefined : values[name];
      if (value === undefined) return asText(part);
      return value instanceof Markup ? value.text : isolate(String(value));
    })
    .join('');
}

/** The same for a title, which holds no markup. */
export function fillPlain(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (part, name) => values[name] ?? part);
}

/** The form for this many, still to be filled. */
export function many(language: Language, forms: Plural, count: number): string {
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
}

const drawn = (path: string) =>
  `<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`;
export const icons = {
  tick: drawn('M5 12.5l4.5 4.5L19 7.5'),
  swap: drawn('M20 9H4l4-4M4 15h16l-4 4'),
  calendar: drawn('M5 6h14v14H5zM5 10.5h14M9 3.5v4M15 3.5v4'),
  arrow: drawn('M7 17L17 7M8 7h9v9'),
  dash: drawn('M7 12h10'),
  exclamation: drawn('M12 6v7M12 17v.01'),
  person: drawn('M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c.8-3.2 3.5-5 7-5s6.2 1.8 7 5'),
} as const;

export function mark(icon: keyof typeof icons, tone: '' | ' good' | ' bad' = ''): string {
  return `<p class="marks" aria-hidden="true"><span class="mark${tone}">${icons[icon]}</span></p>`;
}

/** The application and Calendly, side by side. */
export function marks({ application, logo }: Look): string {
  const own =
    logo === null
      ? `<span class="mark app">${isolate(initialOf(application))}</span>`
      : `<span class="mark app drawn"><img src="${asText(logo)}" alt=""></span>`;
  return `<p class="marks" aria-hidden="true">${own}${icons.swap}<span class="mark">${icons.calendar}</span></p>`;
}

/** What is so; or, with `goes`, what will be gone. */
export function list(lines: readonly string[], goes = false): string {
  const icon = goes ? icons.dash : icons.tick;
  return `<ul${goes ? ' class="goes"' : ''}>\n${lines.map((line) => `<li>${icon}<span>${line}</span></li>`).join('\n')}\n</ul>`;
}

/** The first sign of a name, as a person sees signs. */
function initialOf(name: string): string {
  const [first] = new Intl.Segmenter('en').segment(name.trim());
  return first?.segment.toUpperCase() ?? '';
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What would hide or turn the text around is shown by a sign. */
export function asText(text: string): string {
  return text
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '␣')
    .replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Text of others, whatever its direction. */
function isolate(text: string): string {
  return `<bdi>${asText(text)}</bdi>`;
}
