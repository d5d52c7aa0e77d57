/**
 * `/oauth/authorize`: whose account, which permissions, allow or deny. A request that must not be answered
 * by a redirect gets a page of its own.
 */
import type { User } from '../entities.ts';
import type { Outcome } from './answer.ts';
import type { AuthorizeRefusal, AuthorizeRequest, PagesDoor } from './door.ts';
import { notice } from './fields.ts';
import { foreign, type Html, html } from './html.ts';
import { monogram, type Page, refusal } from './layout.ts';
import { scopeWords } from './scopes.ts';

/** As many people as one looks through; beyond it the search narrows. */
const peopleShown = 50;

export function showConsent(
  door: PagesDoor,
  query: URLSearchParams,
  lastPerson: string | undefined,
): Outcome {
  const checked = door.authorize.check(query);
  if (!checked.ok) return { page: refusedPage(checked), status: 400 };
  return { page: consentPage(door, checked.request, { query, lastPerson }) };
}

/**
 * The form's fields are the query's; `scope` once per permission, `requested` all that were asked for.
 * A yes tells whose it was.
 */
export function answerConsent(door: PagesDoor, form: URLSearchParams): { outcome: Outcome; person?: User } {
  const query = new URLSearchParams(form);
  const granted = form.getAll('scope').flatMap((scope) => scope.split(' ').filter(Boolean));
  query.set('scope', form.get('requested') ?? granted.join(' '));
  for (const own of ['requested', 'user', 'decision']) query.delete(own);
  const checked = door.authorize.check(query);
  if (!checked.ok) return { outcome: { page: refusedPage(checked), status: 400 } };
  const { request } = checked;
  if (form.get('decision') === 'deny')
    return { outcome: { redirect: door.authorize.deny(request), status: 302 } };
  const person = findPerson(door, form.get('user') ?? '');
  const scopes = request.scopes.filter((scope) => granted.includes(scope));
  if (person && scopes.length > 0) {
    const redirect = door.authorize.allow(request, person.id, scopes);
    return { outcome: { redirect, status: 302 }, person };
  }
  const told = person ? 'Tick at least one permission, or deny.' : 'Choose who you are.';
  const page = consentPage(door, request, { query, lastPerson: person?.slug, granted, told });
  return { outcome: { page, status: 422 } };
}

/** By slug, as our form says it, or by id. */
function findPerson(door: PagesDoor, user: string): User | undefined {
  return door.findPerson(user) ?? door.people().find((person) => person.id === user);
}

function consentPage(
  door: PagesDoor,
  request: AuthorizeRequest,
  shown: { query: URLSearchParams; lastPerson?: string; granted?: string[]; told?: string },
): Page {
  const { scopes, application } = request;
  const { query } = shown;
  return {
    title: `Allow ${application.name}`,
    script: 'consent.js',
    width: 'wide',
    formsLeaveHere: true,
    main: html`<form id="find" method="get">${repeated(query, ['search'])}</form>
<form id="consent" class="split consent" method="post" action="/oauth/authorize">
${repeated(query, ['scope', 'search'])}<input type="hidden" name="requested" value="${scopes.join(' ')}">
<section class="pad" aria-labelledby="who">
${shown.told && notice(shown.told)}
<h1>${foreign(application.name)} asks for access</h1>
<h2 id="who">Sign in as</h2>
${people(door, query.get('search') ?? '', shown.lastPerson)}
</section>
<section class="form" aria-labelledby="what">
${permissions(scopes, shown.granted ?? scopes)}
<div class="actions sticky">
<button class="button" name="decision" value="allow" data-testid="consent-allow">Allow <span data-count>what is ticked</span></button>
<button class="button quiet" name="decision" value="deny" formnovalidate data-testid="consent-deny">Deny</button>
</div>
${technical(request)}
</section>
</form>`,
  };
}

function repeated(query: URLSearchParams, except: string[]): Html {
  const fields = [...query].filter(([name]) => !except.includes(name));
  return html`${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;
}

/** Last used first, then by name. */
function people(door: PagesDoor, search: string, lastPerson: string | undefined): Html {
  const wanted = search.toLowerCase();
  const found = door
    .people()
    .filter((person) => `${person.name} ${person.email}`.toLowerCase().includes(wanted))
    .sort(
      (a, b) => Number(b.slug === lastPerson) - Number(a.slug === lastPerson) || a.name.localeCompare(b.name),
    );
  return html`<div class="search"><label class="unseen" for="search">Search people</label>
<input id="search" type="search" name="search" form="find" value="${search}" placeholder="Search by name or email" autocomplete="off">
<button class="button quiet unscripted" form="find">Search</button></div>
<div id="people" role="radiogroup" aria-labelledby="who">
${found.slice(0, peopleShown).map((person) => personChoice(person, person.slug === lastPerson))}
<p class="muted" role="status">${tellFound(found.length)}</p>
</div>`;
}

function personChoice(person: User, isLast: boolean): Html {
  return html`<label class="person-choice" data-testid="consent-person-${person.slug}">
<input type="radio" name="user" value="${person.slug}" required${isLast && html` checked`}>
${monogram(person.name)}
<span class="names"><span>${foreign(person.name)}</span><span class="muted">${foreign(person.email)}</span></span>
${isLast && html`<span class="muted">last used</span>`}
</label>`;
}

function tellFound(count: number): string {
  if (count === 0) return 'Nobody matches.';
  if (count > peopleShown) return `${peopleShown} of ${count} people. Search to find the others.`;
  return count === 1 ? '1 person' : `${count} people`;
}

function permissions(scopes: string[], granted: string[]): Html {
  return html`<div class="row spread"><h2 id="what">It wants to</h2>
<span class="row scripted"><button type="button" class="link" data-tick="all">All</button><button type="button" class="link" data-tick="none">None</button></span></div>
<div role="group" aria-labelledby="what">${scopes.map(
    (scope) =>
      html`<label class="choice"><input type="checkbox" name="scope" value="${scope}"${granted.includes(scope) && html` checked`}><span>${scopeWords(scope)}<br><code>${scope}</code></span></label>`,
  )}</div>`;
}

function technical({ application, redirectUri, state, codeChallenge }: AuthorizeRequest): Html {
  const mark = (isThere: boolean) => (isThere ? '✓ sent' : 'not sent');
  return html`<details class="technical"><summary>Technical facts</summary><dl class="facts">
<div><dt>Client</dt><dd><code>${application.clientId}</code></dd></div>
<div><dt>Kind</dt><dd>${application.kind}, ${application.environment}</dd></div>
<div><dt>Answer goes to</dt><dd><code>${redirectUri}</code></dd></div>
<div><dt>PKCE</dt><dd>${mark(codeChallenge !== null)}</dd></div>
<div><dt>State</dt><dd>${mark(state !== null)}</dd></div>
</dl></details>`;
}

const wayOuts: Record<AuthorizeRefusal['reason'], string> = {
  unknown_client: 'Compare the Client ID with the one the emulator gave, or register the application again.',
  wrong_redirect_uri:
    'Send exactly one of the redirect addresses that the application registered, to the letter.',
  wrong_response_type: 'Send response_type=code; nothing else is offered.',
  wrong_scope: 'Ask only for permissions that exist and that the application registered.',
  wrong_pkce: 'Send code_challenge with code_challenge_method=S256; a native application must.',
};

function refusedPage({ reason, words }: AuthorizeRefusal): Page {
  return refusal({
    title: 'This request cannot be answered',
    what: words,
    wayOut: html`${wayOuts[reason]} Nobody was asked, and nothing was sent anywhere. <code>${reason}</code>`,
  });
}
