/** `/user_availability_schedules`: the hours that a person keeps under a name. */
import { isColleague } from '../access.ts';
import { type Answer, collection, denied, notFound, resource } from '../answers.ts';
import { idFrom } from '../uris.ts';
import { needed, uri } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';

export function userAvailabilityScheduleOperations({ state, wire }: Parts): Operation[] {
  function list({ caller, query }: Call): Answer {
    const user = state.users.get(idFrom(query.user));
    if (!isColleague(caller, user)) return denied('This user is not in your organization');
    const named = state.schedules.where('user_id = ? and event_type_id is null order by id', user!.id);
    return collection(named.map(wire.schedule));
  }

  function get({ caller, params }: Call): Answer {
    const schedule = state.schedules.get(params.uuid!);
    if (!schedule) return notFound;
    return isColleague(caller, state.users.get(schedule.userId))
      ? resource(wire.schedule(schedule))
      : denied('This user is not in your organization');
  }

  const path = '/user_availability_schedules';
  const scope = 'availability:read';
  return [
    {
      name: 'userAvailabilitySchedules.list',
      method: 'GET',
      path,
      scope,
      query: { user: needed(uri) },
      act: list,
    },
    { name: 'userAvailabilitySchedules.get', method: 'GET', path: `${path}/:uuid`, scope, act: get },
  ];
}
