/** `/locations`: the places that a person's event types offer; a conference's other service counts as connected. */
import { isColleague } from '../access.ts';
import { type Answer, collection, denied } from '../answers.ts';
import { idFrom } from '../uris.ts';
import { needed, uri } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';

export function locationOperations({ state }: Parts): Operation[] {
  function list({ caller, query }: Call): Answer {
    const user = state.users.get(idFrom(query.user));
    if (!isColleague(caller, user)) return denied();
    const offered = state.eventTypesOf(user!.id).flatMap(({ locations }) => locations);
    const kinds = new Set(offered.map(({ kind }) => kind));
    return collection(
      [...kinds]
        .toSorted()
        .map((kind) => ({ ...(kind.endsWith('_conference') ? { connected: true } : {}), kind })),
    );
  }

  return [
    {
      name: 'locations.list',
      method: 'GET',
      path: '/locations',
      scope: 'locations:read',
      query: { user: needed(uri) },
      act: list,
    },
  ];
}
