-- Connections (OAuth applications registered with us), accounts (who consented through them),
-- their tokens, and the webhook subscription that each account should have.

create table connections (
  tenant_id                   uuid not null references tenants on delete cascade,
  id                          integer not null check (id >= 1),
  type                        text not null default 'calendly' check (type = 'calendly'),
  name                        text not null check (length(name) between 1 and 100 and name ~ '\S'),
  client_id                   text not null check (client_id <> ''),
  client_secret_sealed        bytea not null,
  webhook_signing_key_sealed  bytea,
  refused_since               timestamptz,
  created_at                  timestamptz not null,
  updated_at                  timestamptz not null,
  primary key (tenant_id, id)
);
comment on column connections.refused_since is 'Since when Calendly refuses this client id and secret together.';
call stamp_wall('connections', 'tenant');

create table accounts (
  tenant_id              uuid not null,
  id                     uuid not null,
  end_user_id            uuid not null,
  connection_id          integer not null,
  state                  text not null check (state in ('configured', 'connected', 'disconnected', 'error')),
  state_since            timestamptz not null,
  reason                 text,
  calendly_user          text collate "C",
  calendly_organization  text collate "C",
  calendly_name          text,
  calendly_email         text,
  calendly_timezone      text,
  scheduling_url         text,
  wanted_scopes          text[] not null default '{}',
  granted_scopes         text[] not null default '{}',
  connected_at           timestamptz,
  disconnecting_since    timestamptz,
  last_delivery_at       timestamptz,
  backfill               jsonb,
  created_at             timestamptz not null,
  updated_at             timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, end_user_id, calendly_user),
  foreign key (tenant_id, end_user_id) references end_users,
  foreign key (tenant_id, connection_id) references connections,
  check (state not in ('connected', 'error') or calendly_user is not null)
);
comment on table accounts is 'An end user''s Calendly account: (tenant, end user, Calendly user), continuous across connections.';
create unique index accounts_awaiting_consent on accounts (tenant_id, end_user_id) where calendly_user is null;
create index accounts_by_connection on accounts (tenant_id, connection_id, state);
call stamp_wall('accounts', 'end_user');

create table token_sets (
  tenant_id       uuid not null,
  account_id      uuid not null,
  connection_id   integer not null,
  kind            text not null check (kind in ('oauth', 'pat')),
  access_sealed   bytea not null,
  refresh_sealed  bytea,
  expires_at      timestamptz,
  fence           bigint not null default 0,
  lease_until     timestamptz,
  updated_at      timestamptz not null,
  primary key (tenant_id, account_id, connection_id),
  foreign key (tenant_id, account_id) references accounts on delete cascade
);
comment on column token_sets.fence is 'Grows with each refresh begun; a result is stored only under the fence it began with.';
call stamp_wall('token_sets', 'tenant');

create table authorization_attempts (
  state_hash       bytea primary key,
  tenant_id        uuid not null,
  account_id       uuid not null,
  connection_id    integer not null,
  browser_hash     bytea not null,
  verifier_sealed  bytea not null,
  return_to        text not null,
  expires_at       timestamptz not null,
  foreign key (tenant_id, account_id) references accounts on delete cascade
);
comment on table authorization_attempts is 'Begun OAuth flows, single use: completing deletes the row.';
call stamp_wall('authorization_attempts', 'tenant');
create policy bearer on authorization_attempts to slotwire_app using (state_hash = bearer());

create table subscriptions (
  tenant_id            uuid not null,
  id                   uuid not null,
  account_id           uuid not null,
  connection_id        integer not null,
  scope                text not null check (scope in ('user', 'organization', 'group')),
  generation           integer not null,
  token_hash           bytea not null unique,
  token_sealed         bytea,
  key_sealed           bytea,
  previous_key_sealed  bytea,
  calendly_uuid        text collate "C",
  topics               text[] not null,
  state                text not null check (state in ('wanted', 'active', 'retrying', 'disabled', 'deleting', 'deleted')),
  state_since          timestamptz not null,
  key_in_use           text check (key_in_use in ('own', 'previous', 'application')),
  created_at           timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, account_id, scope, generation),
  foreign key (tenant_id, account_id) references accounts on delete cascade,
  check (state in ('deleted') or (token_sealed is not null and key_sealed is not null))
);
comment on table subscriptions is 'Our registrations at Calendly. Intent is written before the call; a deleted one stays, so that its address answers 410.';
call stamp_wall('subscriptions', 'tenant');
create policy bearer on subscriptions for select to slotwire_intake using (token_hash = bearer());
grant select on subscriptions to slotwire_intake;

create policy bearer on connections for select to slotwire_intake using (
  exists (select from subscriptions s where s.tenant_id = connections.tenant_id and s.connection_id = connections.id)
);
grant select (tenant_id, id, webhook_signing_key_sealed) on connections to slotwire_intake;
