/**
 * Which columns may hold personal data stands once, in `docs/data-model.md`. Every column that could
 * hold any is either there or here, so that a new one is a decision.
 */
import { expect, test } from 'vitest';
import { tableUnder } from './pages.ts';
import { listFiles, readSource } from './source.ts';

/** Free-form columns that hold none: states, names of ours, hashes, ids, sealed secrets. */
const impersonal = new Set(
  Object.entries({
    change_counters: 'cursor_key',
    installation: 'public_url system_id',
    tenants:
      'slug name environment demo on_disconnect return_addresses connect_name connect_color connect_logo connect_logo_type',
    members: 'role',
    audit_entries: 'who_kind operation summary subject',
    sign_in_links: 'token_hash',
    sessions: 'token_hash how next_hash previous_hash',
    end_users: 'kind',
    api_keys: 'token_hash name begins scopes',
    kept_answers: 'key_hash request_hash answer_sealed',
    connections:
      'type name client_id client_secret_sealed webhook_signing_key_sealed earlier_keys_sealed next_secret_sealed scopes environment',
    accounts:
      'state reason calendly_role calendly_plan calendly_stage calendly_organization wanted_scopes granted_scopes left_behind journal_key_sealed backfill',
    token_sets: 'access_sealed refresh_sealed spare_sealed',
    token_calls: 'key_hash',
    connect_links: 'token_hash purpose origin language browser_hash outcome',
    held_consents: 'link_hash access_sealed refresh_sealed granted_scopes wanted_scopes',
    authorization_attempts: 'state_hash browser_hash verifier_sealed',
    subscriptions:
      'scope token_hash url_sealed key_sealed previous_key_sealed calendly_uuid topics refused_topics state problem key_in_use',
    legacy_subscriptions:
      'scope creator_hash organization calendly_uuid callback_url key_sealed state problem',
    jobs: 'name key payload',
    changes: 'type cause subject_kind subject_id',
    deliveries: 'body_hash headers trust key_used outcome reason topic effects scope',
    unverified_deliveries: 'sealed event_uuid',
    delivery_counts: 'outcome',
    scheduled_events: 'uuid status event_type marks',
    invitees: 'uuid event_uuid status no_show marks',
    invitee_links: 'old_uuid new_uuid',
    alarms: 'kind',
    budgets: 'key',
    sealing_keys: 'id proof',
    key_holders: 'process key_ids seals_with',
    calendly_requests: 'method path failure purpose',
    sweeps: 'how found problem',
    repairs: 'state steps before after',
    meetings: 'tail_invitee event_uuid status event_type source',
  }).flatMap(([table, names]) => names.split(' ').map((column) => `${table}.${column}`)),
);

const freeForm = /^(text|jsonb|json|bytea|text\[\])\b/;

/** `table.column` of every column that could hold anything. */
function freeColumns(sql: string): string[] {
  const found: string[] = [];
  for (const [, table, body] of sql.matchAll(/^create table (?:slotwire\.)?(\w+) \(\n([\s\S]*?)\n\);/gm)) {
    for (const line of body!.split('\n')) {
      const [, column, type] = /^\s+(\w+)\s+(.+?),?$/.exec(line) ?? [];
      if (column && freeForm.test(type!)) found.push(`${table}.${column}`);
    }
  }
  for (const [, table, body] of sql.matchAll(/^alter table (?:slotwire\.)?(\w+)\b([^;]*);/gm)) {
    for (const [, column, type] of body!.matchAll(/\badd column (\w+)\s+(\S+)/g)) {
      if (freeForm.test(type!)) found.push(`${table}.${column}`);
    }
  }
  return found;
}

const columns = listFiles()
  .filter((path) => /^server\/db\/migrations\/.*\.sql$/.test(path))
  .flatMap((path) => freeColumns(readSource(path)));
const declared = tableUnder(readSource('docs/data-model.md'), 'Columns that may hold personal data').flatMap(
  ([table, names]) =>
    [...names!.matchAll(/`(\w+)`/g)].map(([, column]) => `${table!.replaceAll('`', '')}.${column}`),
);

test('every column that could hold personal data is judged', () => {
  expect(columns.length).toBeGreaterThan(50);
  expect(declared.length).toBeGreaterThan(15);
  expect(columns.filter((column) => !declared.includes(column) && !impersonal.has(column))).toEqual([]);
});

test('no judgement is of a column that is gone, or both ways', () => {
  const judged = [...declared, ...impersonal];
  expect(judged.filter((column) => !columns.includes(column))).toEqual([]);
  expect(declared.filter((column) => impersonal.has(column))).toEqual([]);
});

test('columns are read', () => {
  const sql = 'create table t (\n  id     uuid primary key,\n  name   text not null,\n  data   jsonb\n);\n';
  expect(freeColumns(sql)).toEqual(['t.name', 't.data']);
  const later = 'alter table t\n  add column n integer,\n  add column note text;\n';
  expect(freeColumns(later)).toEqual(['t.note']);
});
