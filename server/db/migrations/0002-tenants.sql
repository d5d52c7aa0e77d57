-- Tenants, the people who run them and how those sign in, the programs that call, and what they were answered.

create table tenants (
  id                  uuid primary key,
  slug                text not null unique collate "C" check (slug ~ '^[a-z][a-z0-9-]{0,39}$'),
  name                text not null check (length(name) between 1 and 100),
  environment         text not null check (environment in ('development', 'staging', 'production')),
  demo                jsonb,
  next_connection_id  integer not null default 1 check (next_connection_id >= 1),
  on_disconnect       text not null default 'keep' check (on_disconnect in ('keep', 'erase')),
  return_addresses    text[] not null default '{}',
  created_at          timestamptz not null
);
comment on column tenants.return_addresses is 'Origins to which a browser may be sent back after Calendly, besides our own pages.';
comment on column tenants.next_connection_id is 'Counter of connection ids; only grows, so that an id is never reused.';
alter table tenants enable row level security;
alter table tenants force row level security;
create policy app on tenants to slotwire_app
  using (id = tenant() and end_user() is null) with check (id = tenant() and end_user() is null);
create policy dispatch on tenants for select to slotwire_dispatch using (true);
grant select, insert, update, delete on tenants to slotwire_app;
grant select (id, slug) on tenants to slotwire_dispatch;

create table members (
  tenant_id   uuid not null references tenants on delete cascade,
  id          uuid not null,
  name        text not null,
  email       text not null collate "C",
  role        text not null check (role in ('owner', 'operator', 'viewer')),
  created_at  timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, email)
);
call stamp_wall('members', 'tenant');

create table sign_in_links (
  token_hash  bytea primary key,
  tenant_id   uuid not null,
  member_id   uuid not null,
  expires_at  timestamptz not null,
  foreign key (tenant_id, member_id) references members on delete cascade
);
comment on table sign_in_links is 'One-time links; used up by deleting the row.';
call stamp_wall('sign_in_links', 'tenant');
call stamp_bearer('sign_in_links', 'token_hash');

create table sessions (
  token_hash    bytea primary key,
  tenant_id     uuid not null,
  member_id     uuid not null,
  created_at    timestamptz not null,
  last_seen_at  timestamptz not null,
  expires_at    timestamptz not null,
  foreign key (tenant_id, member_id) references members on delete cascade
);
call stamp_wall('sessions', 'tenant');
call stamp_bearer('sessions', 'token_hash');
create policy bearer_touches on sessions for update to slotwire_app using (token_hash = bearer());

create table end_users (
  tenant_id      uuid not null references tenants on delete cascade,
  id             uuid not null,
  kind           text not null check (kind in ('application', 'operator')),
  user_id        text not null collate "C" check (length(user_id) between 1 and 255),
  name           text,
  email          text,
  erasing_since  timestamptz,
  created_at     timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, kind, user_id)
);
comment on table end_users is 'The application''s own people, and one reserved operator per connection (user_id = its id).';
alter table end_users enable row level security;
alter table end_users force row level security;
create policy app on end_users to slotwire_app
  using (tenant_id = tenant() and (end_user() is null or id = end_user()))
  with check (tenant_id = tenant() and (end_user() is null or id = end_user()));
grant select, insert, update, delete on end_users to slotwire_app;

create table api_keys (
  tenant_id     uuid not null references tenants on delete cascade,
  id            uuid not null,
  token_hash    bytea not null unique,
  name          text not null check (length(name) between 1 and 100),
  begins        text not null collate "C",
  scopes        text[] not null,
  end_user_id   uuid,
  created_at    timestamptz not null,
  last_used_at  timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, end_user_id) references end_users on delete cascade
);
comment on table api_keys is 'What programs show; revoked by deleting the row.';
comment on column api_keys.end_user_id is 'Whom alone the key may see; null: the whole tenant.';
call stamp_wall('api_keys', 'tenant');
create policy bearer_finds on api_keys for select to slotwire_app using (token_hash = bearer());
create policy bearer_touches on api_keys for update to slotwire_app using (token_hash = bearer());

create table kept_answers (
  tenant_id      uuid not null references tenants on delete cascade,
  caller_id      uuid not null,
  key_hash       bytea not null,
  request_hash   bytea not null,
  status         smallint not null,
  answer_sealed  bytea not null,
  expires_at     timestamptz not null,
  primary key (tenant_id, caller_id, key_hash)
);
comment on table kept_answers is 'What a request with an Idempotency-Key was answered, for its repeat.';
create index kept_answers_ended on kept_answers (tenant_id, expires_at);
call stamp_wall('kept_answers', 'tenant');
