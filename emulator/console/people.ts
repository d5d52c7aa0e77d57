/** Who there is: found by name, with what they offer, whom they gave access, and what may be changed about them. */
import { plans, roles, stages } from '../control/company.ts';
import type { User } from '../entities.ts';
import { type Content, foreign, type Html, html } from '../pages/html.ts';
import { tellZone } from '../pages/time.ts';
import { button, finder, folded, form, input, nameAndMail, select, table, turnPages } from './look.ts';
import { type ConsoleParts, pageOf, type Section } from './section.ts';

const found = `instr(lower(row ->> '$.name' || ' ' || email || ' ' || slug), lower(?)) > 0`;

export function peopleSection({ state, store }: ConsoleParts): Section {
  function row(person: User) {
    const { id, name, slug, role, timezone } = person;
    const organization = state.organizations.get(person.organizationId)!;
    return [
      nameAndMail(`/${encodeURIComponent(slug)}`, person),
      html`${foreign(organization.name)}<br><small>${organization.plan}, ${organization.stage}</small>`,
      role,
      tellZone(timezone),
      offersOf(person),
      given(state.liveGrants(id).length, state.livePersonalTokens(id).length),
      html`<div class="acts">${button('Expire tokens', 'expire', { user: id }, name)}${button('End access', 'revoke', { user: id }, name)}
${folded(
  html`Change…<span class="unseen"> ${name}</span>`,
  `change-${id}`,
  html`${form('role', { user: id }, 'Change the role', select('role', 'Role', roles, role))}
${form(
  'plan',
  { user: id },
  'Change the plan',
  html`${select('plan', 'Plan', plans, organization.plan)}${select('stage', 'Stage', stages, organization.stage)}`,
)}
${button('Make a personal token', 'make-token', { user: id }, name)}${button('Delete personal tokens', 'delete-tokens', { user: id }, name)}`,
)}</div>`,
    ];
  }

  function given(applications: number, tokens: number): Content {
    if (tokens === 0) return String(applications);
    return html`${applications}<br><small>${tokens} personal ${tokens === 1 ? 'token' : 'tokens'}</small>`;
  }

  function offersOf({ id, slug }: User): Html {
    return html`<ul>${state.eventTypesOf(id).map((type) => {
      const path = `${slug}/${type.slug}`;
      return html`<li class="row"><a href="/${path.split('/').map(encodeURIComponent).join('/')}">${foreign(type.name)}</a>${button('Book', 'book', { event_type: path }, path)}</li>`;
    })}</ul>`;
  }

  function count(search: string): number {
    const [counted] = store.all(`select count(*) as count from users where ${found}`, search);
    return Number(counted!.count);
  }

  return {
    name: 'people',
    title: 'People',
    above: (look) =>
      html`<div class="row spread">${finder(
        input({
          name: 'search',
          label: 'Search people',
          type: 'search',
          value: look.get('search') ?? '',
          hint: 'Name, email or page',
        }),
      )}${folded(
        'Add people…',
        'add-people',
        form(
          'add-people',
          {},
          'Add them',
          html`<p class="muted">Each alone in an organization, with one event type.</p>${input({ name: 'count', label: 'How many', type: 'number', value: '1', min: 1 })}`,
        ),
      )}</div>`,
    live(look) {
      const search = (look.get('search') ?? '').trim();
      const page = pageOf(look, (limit, offset) =>
        state.users.where(`${found} order by row ->> '$.name', id limit ? offset ?`, search, limit, offset),
      );
      const total = count(search);
      return html`<p class="muted">${total} ${total === 1 ? 'person' : 'people'}${search !== '' && ' found'}.</p>
${table('people', ['Person', 'Organization', 'Role', 'Zone', 'Booking pages', 'Access given', 'Do'], page.rows.map(row))}
${turnPages(page, look)}`;
    },
  };
}
