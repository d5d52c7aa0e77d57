-- What we asked Calendly for each account, and what came of it. No id, query or body of a request stands here.

create table calendly_requests (
  tenant_id   uuid not null,
  account_id  uuid not null,
  id          uuid not null,
  at          timestamptz not null,
  method      text not null,
  path        text not null collate "C",
  status      smallint,
  failure     text,
  purpose     text not null check (purpose in ('live', 'repair', 'doubt', 'bulk', 'access')),
  took        integer not null check (took >= 0),
  primary key (tenant_id, account_id, id)
);
comment on table calendly_requests is 'Written in batches, a second or so after the answer; a process that dies takes the last ones with it.';
comment on column calendly_requests.path is 'With names in braces where ids stood.';
comment on column calendly_requests.status is 'Null: no answer came.';
comment on column calendly_requests.failure is 'The kind of error; null for a success.';
comment on column calendly_requests.took is 'Milliseconds from sending to the whole answer.';
create index calendly_requests_by_age on calendly_requests (tenant_id, id);
create index calendly_requests_failed on calendly_requests (tenant_id, account_id, id) where failure is not null;
alter table calendly_requests enable row level security;
alter table calendly_requests force row level security;
-- Whoever is bound to one end user sees what was asked for the accounts that they see.
create policy app on calendly_requests to slotwire_app
  using (tenant_id = tenant() and (end_user() is null or exists (
    select from accounts a where a.tenant_id = calendly_requests.tenant_id and a.id = calendly_requests.account_id)))
  with check (tenant_id = tenant() and end_user() is null);
grant select, insert, delete on calendly_requests to slotwire_app;

insert into jobs (tenant_id, name, key, payload, due_at, created_at)
  select id, 'requests.expire', '', '{}', now(), now() from tenants;
