/** `/contacts/custom_field_definitions` of the caller's organization. */
import { type Answer, denied, notFound, resource } from '../answers.ts';
import type { CustomField } from '../entities.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { listPage } from './page.ts';

export function customFieldDefinitionOperations(parts: Parts): Operation[] {
  const { state, wire } = parts;
  const path = '/contacts/custom_field_definitions';

  const list = ({ caller, query }: Call): Answer =>
    listPage<CustomField>(parts, {
      path,
      query,
      table: 'custom_fields',
      where: [['organization_id = ?', caller.user.organizationId]],
      sorts: { created_at: `row ->> '$.createdAt'` },
      present: wire.customField,
    });

  function get({ caller, params }: Call): Answer {
    const field = state.customFields.get(params.uuid!);
    if (!field) return notFound;
    return field.organizationId === caller.user.organizationId ? resource(wire.customField(field)) : denied();
  }

  const known = { scope: 'contacts:read', plan: 'paid', method: 'GET' } as const;
  return [
    { ...known, name: 'customFieldDefinitions.list', path, act: list },
    { ...known, name: 'customFieldDefinitions.get', path: `${path}/:uuid`, act: get },
  ];
}
