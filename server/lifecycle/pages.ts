/** The few pages that an end user sees: made on the server, readable without scripts, in our words and nobody's markup. */
import { catalogue, type FailureCode } from '../errors.ts';

export interface Invitation {
  /** The application that asks. */
  application: string;
  person: string | null;
  minutesLeft: number;
}

const permissions = [
  'See your meetings and who booked them',
  'Know at once when one is booked, moved or canceled',
  'See your event types and when you are free',
];

export function invitationPage(invitation: Invitation): string {
  const { application, person, minutesLeft } = invitation;
  const list = permissions.map((permission) => `<li>${asText(permission)}</li>`).join('');
  const whose = person === null ? 'This link is' : `Link for ${isolate(person)}, `;
  // `text/plain`, since nothing is sent: the address says it all.
  return page(
    `Connect your Calendly to ${application}`,
    `<h1>Connect your Calendly to ${isolate(application)}</h1>
<ul>${list}</ul>
<form method="post"><button>Continue to Calendly</button></form>
<p>${isolate(application)} never sees your password. Disconnect at any time; everything is removed.</p>
<p class="quiet">${whose} valid ${minutesLeft} more ${minutesLeft === 1 ? 'minute' : 'minutes'}.</p>`,
  );
}

export function connectedPage(): string {
  return page('Connected', '<h1>Connected</h1><p>Your Calendly is connected. You can close this window.</p>');
}

export function refusedPage(code: FailureCode): string {
  const { title, wayOut } = catalogue[code];
  return page('Not connected', `<h1>Not connected</h1><p>${asText(title)}</p><p>${asText(wayOut)}</p>`);
}

/** Whether a code that came in an address is one of ours. */
export function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(catalogue, code);
}

export const style = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; min-height: 100vh; place-items: center; background: Canvas; color: CanvasText; }
main { box-sizing: border-box; width: min(28rem, 100%); padding: 2rem 1.25rem; }
h1 { font-size: 1.375rem; line-height: 1.3; margin: 0 0 1rem; }
ul { padding-left: 1.25rem; margin: 0 0 1.5rem; }
button { font: inherit; min-height: 44px; width: 100%; border: 0; border-radius: 6px; cursor: pointer;
  background: CanvasText; color: Canvas; }
button:focus-visible { outline: 2px solid Highlight; outline-offset: 2px; }
.quiet { font-size: .875rem; }
`;

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${asText(title)}</title>
<link rel="stylesheet" href="/connect/style.css">
</head>
<body><main>
${body}
</main></body>
</html>
`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function asText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Text of others, whatever its direction. */
function isolate(text: string): string {
  return `<bdi>${asText(text)}</bdi>`;
}
