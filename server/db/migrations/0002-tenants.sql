-- Tenants, the people who run them, and how those sign in.

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
