/** `/meeting_recaps`: what the notetaker made of the caller's own meetings. */
import { type Answer, denied, invalid, noContent, notFound, resource } from '../answers.ts';
import { isoMicros } from '../clock.ts';
import type { Recap } from '../entities.ts';
import { idFrom } from '../uris.ts';
import type { Json } from '../wire.ts';
import { moment, oneOf, text } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { equal, listPage } from './page.ts';

const words = { summary_md: 'summary', action_items_md: 'actionItems', discussion_md: 'discussion' } as const;
const startOfEvent = `(select start_time from events where events.id = recaps.event_id)`;

export function meetingRecapOperations(parts: Parts): Operation[] {
  const { state, wire, clock } = parts;

  const list = ({ caller, query }: Call): Answer =>
    listPage<Recap>(parts, {
      path: '/meeting_recaps',
      query,
      table: 'recaps',
      where: [
        ['user_id = ?', caller.user.id],
        equal('event_id', query.event && idFrom(query.event)),
        [`lower(row ->> '$.status') = ?`, query.status || 'available'],
        query.start_time && [`${startOfEvent} >= ?`, isoMicros(Date.parse(query.start_time))],
        query.end_time && [`${startOfEvent} <= ?`, isoMicros(Date.parse(query.end_time))],
        query.attendee && ['event_id in (select event_id from invitees where email = ?)', query.attendee],
      ],
      sorts: { created_at: `row ->> '$.createdAt'` },
      present: wire.recap,
    });

  /** Finds the recap of the path, and answers what `act` makes of it. */
  const of =
    (act: (recap: Recap, call: Call) => Answer) =>
    (call: Call): Answer => {
      const recap = state.recaps.get(call.params.uuid!);
      if (!recap) return notFound;
      return recap.userId === call.caller.user.id ? act(recap, call) : denied();
    };

  function update(recap: Recap, { body }: Call): Answer {
    const given = Object.entries(words).filter(([field]) => body[field] !== undefined);
    if (given.length === 0)
      return invalid({ message: `at least one of ${Object.keys(words).join(', ')} is missing` });
    const after = { ...recap, updatedAt: clock.iso() };
    for (const [field, name] of given) after[name] = String(body[field] ?? '');
    state.recaps.put(after);
    tellRecap(parts, 'meeting_recap.updated', after, () => wire.recapUpdated(after));
    return resource(wire.recap(after));
  }

  function remove(recap: Recap): Answer {
    state.recaps.remove(recap.id);
    const deletedAt = clock.iso();
    tellRecap(parts, 'meeting_recap.deleted', recap, () => wire.recapDeleted(recap, deletedAt));
    return noContent;
  }

  const reads = { scope: 'meeting_recaps:read', plan: 'paid', method: 'GET' } as const;
  const writes = { scope: 'meeting_recaps:write', plan: 'paid' } as const;
  const one = '/meeting_recaps/:uuid';
  return [
    {
      ...reads,
      name: 'meetingRecaps.list',
      path: '/meeting_recaps',
      query: {
        status: oneOf('available', 'processing', 'unavailable'),
        start_time: moment,
        end_time: moment,
      },
      act: list,
    },
    { ...reads, name: 'meetingRecaps.get', path: one, act: of((recap) => resource(wire.recap(recap))) },
    {
      ...writes,
      name: 'meetingRecaps.update',
      method: 'PATCH',
      path: one,
      body: Object.fromEntries(Object.keys(words).map((field) => [field, text(100_000)])),
      act: of(update),
    },
    { ...writes, name: 'meetingRecaps.delete', method: 'DELETE', path: one, act: of(remove) },
    {
      ...reads,
      name: 'meetingRecaps.transcript',
      path: `${one}/transcript`,
      act: of((recap) => resource(wire.transcript(recap))),
    },
  ];
}

export function tellRecap(
  { state, webhooks }: Pick<Parts, 'state' | 'webhooks'>,
  topic: string,
  { userId }: Recap,
  payload: () => Json,
): void {
  const { organizationId } = state.users.get(userId)!;
  webhooks.announce(topic, { organizationId, userIds: [userId] }, payload);
}
