/** `/activity_log_entries`: who did what in an Enterprise organization, for its owner and admins. */
import { administers } from '../access.ts';
import { type Answer, denied } from '../answers.ts';
import { isoMicros } from '../clock.ts';
import type { LogEntry } from '../entities.ts';
import { idFrom } from '../uris.ts';
import { moment, needed, text, uri } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { type Condition, countAll, type Listing, listPage } from './page.ts';
import { readSearch } from './search-term.ts';

const mostCounted = 10_000;

export function activityLogEntryOperations(parts: Parts): Operation[] {
  const { wire, store } = parts;

  function list({ caller, query }: Call): Answer {
    const organization = idFrom(query.organization);
    if (!administers(caller, organization)) return denied();
    const listing: Listing<LogEntry> = {
      path: '/activity_log_entries',
      query,
      table: 'log_entries',
      where: [['organization_id = ?', organization], ...filtersOf(query)],
      sorts: {
        occurred_at: 'occurred_at',
        action: `row ->> '$.action'`,
        namespace: `row ->> '$.namespace'`,
        'actor.uri': `row ->> '$.actorId'`,
        'actor.display_name': `(select row ->> '$.name' from users where id = log_entries.row ->> '$.actorId')`,
      },
      direction: 'desc',
      most: 1000,
      present: wire.logEntry,
    };
    const page = listPage(parts, listing);
    if (page.status !== 200) return page;
    const total = countAll(store, listing);
    const [newest] = store.all(
      'select max(occurred_at) as at from log_entries where organization_id = ?',
      organization,
    );
    return {
      ...page,
      body: {
        ...page.body,
        exceeds_max_total_count: total > mostCounted,
        last_event_time: newest?.at ?? null,
        total_count: Math.min(total, mostCounted),
      },
    };
  }

  return [
    {
      name: 'activityLogEntries.list',
      method: 'GET',
      path: '/activity_log_entries',
      scope: 'activity_log:read',
      plan: 'enterprise',
      query: {
        organization: needed(uri),
        search_term: text(300),
        min_occurred_at: moment,
        max_occurred_at: moment,
      },
      act: list,
    },
  ];
}

function filtersOf(query: Record<string, string>): (Condition | '' | undefined)[] {
  const among = (
    path: string,
    given: string | undefined,
    read = (each: string) => each,
  ): Condition | undefined =>
    given
      ? [`row ->> '${path}' in (select value from json_each(?))`, JSON.stringify(given.split(',').map(read))]
      : undefined;
  return [
    among('$.actorId', query.actor, idFrom),
    among('$.namespace', query.namespace),
    among('$.action', query.action),
    query.min_occurred_at && ['occurred_at >= ?', isoMicros(Date.parse(query.min_occurred_at))],
    query.max_occurred_at && ['occurred_at <= ?', isoMicros(Date.parse(query.max_occurred_at))],
    query.search_term && readSearch(query.search_term),
  ];
}
