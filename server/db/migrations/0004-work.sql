-- Work to do, and the record of what moved.

create table jobs (
  id           bigint generated always as identity primary key,
  tenant_id    uuid not null,
  name         text not null collate "C",
  key          text not null collate "C",
  payload      jsonb not null,
  due_at       timestamptz not null,
  attempts     integer not null default 0,
  fence        bigint not null default 0,
  lease_until  timestamptz,
  last_error   text,
  created_at   timestamptz not null
);
comment on column jobs.key is 'At most one job per (tenant, name, key) waits, and at most one runs.';
comment on column jobs.lease_until is 'By the database''s clock; due_at follows the service''s.';
create unique index jobs_once on jobs (tenant_id, name, key) where lease_until is null;
create unique index jobs_alone on jobs (tenant_id, name, key) where lease_until is not null;
create index jobs_due on jobs (due_at);
call stamp_wall('jobs', 'tenant');
create policy dispatch on jobs to slotwire_dispatch using (true) with check (true);
grant select (id, tenant_id, name, key, due_at, lease_until, fence, attempts), update (lease_until, fence, attempts)
  on jobs to slotwire_dispatch;

create table change_counters (
  tenant_id  uuid primary key,
  last       bigint not null
);
comment on table change_counters is 'Taken as the last statement of a transaction, so that numbers have no gaps and no reader overtakes.';
alter table change_counters enable row level security;
alter table change_counters force row level security;
create policy app on change_counters to slotwire_app using (tenant_id = tenant()) with check (tenant_id = tenant());
grant select, insert, update on change_counters to slotwire_app;

create table changes (
  tenant_id     uuid not null,
  number        bigint not null,
  id            uuid not null,
  type          text not null collate "C",
  cause         text not null check (cause in ('delivery', 'backfill', 'reconciliation', 'request', 'system')),
  account_id    uuid,
  end_user_id   uuid,
  subject_kind  text not null check (subject_kind in ('connection', 'account', 'subscription', 'meeting')),
  subject_id    text not null collate "C",
  data          jsonb not null,
  at            timestamptz not null,
  primary key (tenant_id, number)
);
create index changes_by_subject on changes (tenant_id, subject_kind, subject_id, number);
call stamp_wall('changes', 'end_user');
