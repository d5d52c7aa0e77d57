/** `/outgoing_communications`: what invitees of an Enterprise organization were written. */
import { administers } from '../access.ts';
import { type Answer, denied } from '../answers.ts';
import { isoMicros } from '../clock.ts';
import type { Communication } from '../entities.ts';
import { idFrom } from '../uris.ts';
import { moment, needed, uri } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { countAll, type Listing, listPage } from './page.ts';

export function outgoingCommunicationOperations(parts: Parts): Operation[] {
  const { wire, store } = parts;

  function list({ caller, query }: Call): Answer {
    const organization = idFrom(query.organization);
    if (!administers(caller, organization)) return denied();
    const listing: Listing<Communication> = {
      path: '/outgoing_communications',
      query,
      table: 'communications',
      where: [
        ['organization_id = ?', organization],
        query.min_created_at && ['created_at >= ?', isoMicros(Date.parse(query.min_created_at))],
        query.max_created_at && ['created_at <= ?', isoMicros(Date.parse(query.max_created_at))],
      ],
      sorts: { created_at: 'created_at' },
      present: wire.communication,
    };
    const page = listPage(parts, listing);
    return page.status === 200
      ? { ...page, body: { ...page.body, total_count: countAll(store, listing) } }
      : page;
  }

  return [
    {
      name: 'outgoingCommunications.list',
      method: 'GET',
      path: '/outgoing_communications',
      scope: 'outgoing_communications:read',
      plan: 'enterprise',
      query: { organization: needed(uri), min_created_at: moment, max_created_at: moment },
      act: list,
    },
  ];
}
