/** `/user_meeting_limits`: how many meetings the caller hosts at most; nobody else's, whatever the role. */
import { type Answer, collection, denied, invalid } from '../answers.ts';
import type { MeetingLimits } from '../entities.ts';
import { idFrom } from '../uris.ts';
import { needed, uri, whole } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';

const fields = { daily_limit: 'daily', weekly_limit: 'weekly', monthly_limit: 'monthly' } as const;

export function userMeetingLimitOperations({ state, wire, clock }: Parts): Operation[] {
  const limitsOf = (limits: MeetingLimits) => collection([wire.meetingLimits(limits)]);

  function list({ caller, query }: Call): Answer {
    return idFrom(query.user) === caller.user.id ? limitsOf(caller.user.meetingLimits) : denied();
  }

  function update({ caller, query, body }: Call): Answer {
    if (idFrom(query.user) !== caller.user.id) return denied();
    const given = Object.entries(fields).filter(([field]) => body[field] !== undefined);
    if (given.length === 0)
      return invalid({ message: `at least one of ${Object.keys(fields).join(', ')} is missing` });
    const meetingLimits = { ...caller.user.meetingLimits };
    for (const [field, period] of given)
      meetingLimits[period] = body[field] === null ? null : Number(body[field]);
    state.users.put({ ...caller.user, meetingLimits, updatedAt: clock.iso() });
    return limitsOf(meetingLimits);
  }

  const path = '/user_meeting_limits';
  const query = { user: needed(uri) };
  const most = whole(1, 9999);
  return [
    { name: 'userMeetingLimits.list', method: 'GET', path, scope: 'availability:read', query, act: list },
    {
      name: 'userMeetingLimits.update',
      method: 'PATCH',
      path,
      scope: 'availability:write',
      query,
      body: { daily_limit: most, weekly_limit: most, monthly_limit: most },
      act: update,
    },
  ];
}
