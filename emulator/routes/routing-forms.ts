/** `/routing_forms` of the caller's organization. */
import { type Answer, denied, notFound, resource } from '../answers.ts';
import type { RoutingForm } from '../entities.ts';
import { idFrom } from '../uris.ts';
import { needed, uri } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { listPage } from './page.ts';

export function routingFormOperations(parts: Parts): Operation[] {
  const { state, wire } = parts;

  function list({ caller, query }: Call): Answer {
    const organization = idFrom(query.organization);
    if (organization !== caller.user.organizationId) return denied();
    return listPage<RoutingForm>(parts, {
      path: '/routing_forms',
      query,
      table: 'forms',
      where: [['organization_id = ?', organization]],
      sorts: { created_at: `row ->> '$.createdAt'` },
      present: wire.form,
    });
  }

  function get({ caller, params }: Call): Answer {
    const form = state.forms.get(params.uuid!);
    if (!form) return notFound;
    return form.organizationId === caller.user.organizationId ? resource(wire.form(form)) : denied();
  }

  const scope = 'routing_forms:read';
  return [
    {
      name: 'routingForms.list',
      method: 'GET',
      path: '/routing_forms',
      scope,
      query: { organization: needed(uri) },
      act: list,
    },
    { name: 'routingForms.get', method: 'GET', path: '/routing_forms/:uuid', scope, act: get },
  ];
}
