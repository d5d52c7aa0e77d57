-- What was done and by whom. The service may add and read; nobody it serves as may change or take away.

create table audit_entries (
  tenant_id  uuid not null references tenants,
  id         uuid not null,
  at         timestamptz not null,
  who_kind   text not null check (who_kind in ('member', 'key', 'command')),
  who_id     uuid,
  who_name   text not null,
  operation  text not null collate "C",
  summary    text not null,
  subject    text collate "C",
  address    text,
  changes    jsonb not null,
  primary key (tenant_id, id)
);
comment on table audit_entries is 'Added to in the transaction of what was done, and never changed.';
comment on column audit_entries.subject is 'An id as it is on the wire; an end user by a hash of theirs, since the log outlives an erasure.';
create index audit_entries_by_who on audit_entries (tenant_id, who_id, id);
create index audit_entries_by_operation on audit_entries (tenant_id, operation, id);
create index audit_entries_by_subject on audit_entries (tenant_id, subject, id);
alter table audit_entries enable row level security;
alter table audit_entries force row level security;
create policy app_reads on audit_entries for select to slotwire_app
  using (tenant_id = tenant() and end_user() is null);
create policy app_adds on audit_entries for insert to slotwire_app
  with check (tenant_id = tenant() and end_user() is null);
grant select, insert on audit_entries to slotwire_app;
