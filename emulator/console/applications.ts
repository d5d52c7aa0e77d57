/** Applications registered here, and where on this machine their addresses in the world really listen. */
import type { Application } from '../entities.ts';
import { type Content, foreign, html } from '../pages/html.ts';
import { folded, form, input, select, table, when } from './look.ts';
import type { ConsoleParts, Section } from './section.ts';

export function applicationsSection({ state, store, callbacks }: ConsoleParts): Section {
  function row(application: Application): Content[] {
    const { clientId, name, kind, environment, redirectUris, createdAt } = application;
    const [open] = store.all(
      `select count(*) as count from grants where client_id = ? and row ->> '$.endedAt' is null`,
      clientId,
    );
    return [
      foreign(name),
      html`<code>${clientId}</code>`,
      `${kind}, ${environment}`,
      html`<ul>${redirectUris.map((address) => html`<li><code>${foreign(address)}</code></li>`)}</ul>`,
      String(open!.count),
      when(createdAt),
    ];
  }

  return {
    name: 'applications',
    title: 'Applications',
    above: () =>
      html`<div class="row">${folded('Register one…', 'register', registerForm)}${folded('Map an address…', 'map', mapForm)}</div>`,
    live: () => html`${table(
      'applications',
      ['Name', 'Client ID', 'Kind', 'Answers go to', 'Access open', 'Made (UTC)'],
      state.applications.where(`true order by row ->> '$.createdAt' desc, id`).map(row),
    )}
<h2>Addresses in the world</h2>
${table(
  'addresses mapped',
  ['Written as', 'Reached at'],
  Object.entries(callbacks.all()).map(([from, to]) => [
    html`<code>${foreign(from)}</code>`,
    html`<code>${foreign(to)}</code>`,
  ]),
)}`,
  };
}

const registerForm = form(
  'register',
  {},
  'Register',
  html`${input({ name: 'name', label: 'Name', value: 'My application', required: true })}
${input({ name: 'redirect_uris', label: 'Redirect addresses, with spaces between', hint: 'http://localhost:3000/callback', required: true })}
${select('kind', 'Kind', ['web', 'native'])}
<p class="muted">Its id, secret and signing key are shown once.</p>`,
);

const mapForm = form(
  'map',
  {},
  'Map',
  html`${input({ name: 'from', label: 'Written as', hint: 'https://app.example.com', required: true })}
${input({ name: 'to', label: 'Reached at', hint: 'http://localhost:3000', required: true })}
<p class="muted">For redirects after consent and for deliveries.</p>`,
);
