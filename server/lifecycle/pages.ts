/** The few pages that an end user sees: made on the server, readable without scripts, in our words and nobody's markup. */
import { catalogue, type FailureCode } from '../errors.ts';

export { style } from './pages-style.ts';

export interface Invitation {
  /** The application that asks. */
  application: string;
  person: string | null;
  /** Calendly's names of what is asked for. */
  scopes: readonly string[];
  /** Whether meetings stay with the application after a disconnect. */
  keeps: boolean;
  minutesLeft: number;
}

/** What a person allows, a line for each. */
const permissions: [scope: RegExp, words: string][] = [
  [/^scheduled_events:/, 'See your meetings and who booked them'],
  [/^webhooks:/, 'Know at once when one is booked, moved or canceled'],
  [/^event_types:/, 'See your event types'],
  [/^availability:/, 'See when you are free'],
  [/^(scheduled_events|event_types|availability):write$/, 'Book and cancel on your behalf when you ask'],
  [/^users:/, 'See your name, email address and time zone'],
];

export function invitationPage(invitation: Invitation): string {
  const { application, person, scopes, minutesLeft } = invitation;
  const asked = permissions.filter(([scope]) => scopes.some((one) => scope.test(one)));
  const list = asked.map(([, words]) => `<li>${tick}${asText(words)}</li>`).join('\n');
  const app = isolate(application);
  const after = invitation.keeps
    ? `After that ${app} keeps the meetings it knows, and learns of no new ones.`
    : 'After that everything is removed.';
  const minutes = `valid ${minutesLeft} more ${minutesLeft === 1 ? 'minute' : 'minutes'}`;
  const whose = person === null ? `This link is ${minutes}` : `Link for ${isolate(person)} · ${minutes}`;
  return page(
    `Connect your Calendly to ${application}`,
    `<p class="marks" aria-hidden="true"><span class="mark app">${isolate(initialOf(application))}</span>${swap}<span class="mark">${calendar}</span></p>
<h1>Connect your Calendly to ${app}</h1>
<p>${app} asks to:</p>
<ul>
${list}
</ul>
<form method="post"><button>Continue to Calendly ${arrow}</button></form>
<p class="quiet">${app} never sees your password. You can disconnect at any time. ${after}</p>`,
    `<p class="foot">${whose}</p>`,
  );
}

export function connectedPage(): string {
  return page(
    'Connected',
    `<p class="marks" aria-hidden="true"><span class="mark good">${check}</span></p>
<h1>Connected</h1>
<p>Your Calendly is connected. Meetings are being read now; new ones are known as soon as they are booked.</p>
<p class="quiet">You can close this window.</p>`,
  );
}

/** A no of the person's own is no mistake, and looks like none. */
const calm: readonly FailureCode[] = ['consent_declined', 'connect_link_ended'];

export function refusedPage(code: FailureCode): string {
  const { title, wayOut } = catalogue[code];
  const heading = code === 'connect_link_ended' ? 'This link has ended' : 'Not connected';
  const tone = calm.includes(code) ? '' : ' bad';
  return page(
    heading,
    `<p class="marks" aria-hidden="true"><span class="mark${tone}">${calm.includes(code) ? dash : exclamation}</span></p>
<h1>${heading}</h1>
<p>${asText(title)}</p>
<p class="quiet">${asText(wayOut)}</p>`,
  );
}

/** Whether a code that came in an address is one of ours. */
export function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(catalogue, code);
}

function page(title: string, body: string, foot = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${asText(title)}</title>
<link rel="preload" href="/connect/geist.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="/connect/style.css">
</head>
<body><main><div class="card">
${body}
</div>${foot}</main></body>
</html>
`;
}

const drawn = (path: string) =>
  `<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`;
const tick = drawn('M5 12.5l4.5 4.5L19 7.5');
const check = tick;
const swap = drawn('M20 9H4l4-4M4 15h16l-4 4');
const calendar = drawn('M5 6h14v14H5zM5 10.5h14M9 3.5v4M15 3.5v4');
const arrow = drawn('M7 17L17 7M8 7h9v9');
const dash = drawn('M7 12h10');
const exclamation = drawn('M12 6v7M12 17v.01');

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
function asText(text: string): string {
  return text
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '␣')
    .replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Text of others, whatever its direction. */
function isolate(text: string): string {
  return `<bdi>${asText(text)}</bdi>`;
}
