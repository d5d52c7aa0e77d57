-- Connections (OAuth applications registered with us), accounts (who consented through them),
-- their tokens, and the webhook subscription that each account should have.

create table connections (
  tenant_id                   uuid not null references tenants on delete cascade,
  id                          integer not null check (id >= 1),
  type                        text not null default 'calendly' check (type = 'calendly'),
  name                        text not null check (length(name) between 1 and 100 and name ~ '\S'),
  client_id                   text not null check (client_id <> ''),
  client_secret_sealed        bytea,
  webhook_signing_key_sealed  bytea,
  earlier_keys_sealed         bytea[] not null default '{}',
  refused_since               timestamptz,
  created_at                  timestamptz not null,
  updated_at                  timestamptz not null,
  deleting_since              timestamptz,
  deleted_at                  timestamptz,
  primary key (tenant_id, id),
  check ((deleted_at is null) = (client_secret_sealed is not null))
);
comment on table connections is 'OAuth applications registered with us. A deleted one stays without its secrets, so that its id is never given again.';
comment on column connections.deleting_since is 'Since when its accounts are disconnected, so that it can be deleted.';
comment on column connections.earlier_keys_sealed is 'Signing keys that a newer one replaced, newest first; what Calendly signed before is still known by them.';
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
  left_behind            text[] not null default '{}',
  last_delivery_at       timestamptz,
  backfill               jsonb,
  journal_key_sealed     bytea,
  created_at             timestamptz not null,
  updated_at             timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, end_user_id, calendly_user),
  unique (tenant_id, id, end_user_id),
  foreign key (tenant_id, end_user_id) references end_users,
  foreign key (tenant_id, connection_id) references connections,
  check (state not in ('connected', 'error') or calendly_user is not null)
);
comment on column accounts.left_behind is 'Subscriptions that still stand at Calendly after a disconnect, because no token could delete them.';
comment on column accounts.journal_key_sealed is 'Seals the account''s lines in the token journal; a disconnect destroys it, and them with it.';
comment on table accounts is 'An end user''s Calendly account: (tenant, end user, Calendly user), continuous across connections.';
create unique index accounts_awaiting_consent on accounts (tenant_id, end_user_id) where calendly_user is null;
create index accounts_by_calendly_user on accounts (tenant_id, calendly_user);
create index accounts_by_connection on accounts (tenant_id, connection_id, state);
call stamp_wall('accounts', 'end_user');

create table token_sets (
  tenant_id       uuid not null,
  account_id      uuid not null,
  connection_id   integer not null,
  pair_id         uuid not null,
  access_sealed   bytea not null,
  refresh_sealed  bytea not null,
  spare_sealed    bytea[] not null default '{}',
  expires_at      timestamptz not null,
  refused         boolean not null default false,
  forced          boolean not null default false,
  fence           bigint not null default 0,
  lease_until     timestamptz,
  updated_at      timestamptz not null,
  primary key (tenant_id, account_id, connection_id),
  unique (tenant_id, pair_id),
  foreign key (tenant_id, account_id) references accounts on delete cascade
);
comment on column token_sets.pair_id is 'Names the pair of tokens: what a refresh brought is stored only over the very pair that it used up.';
comment on column token_sets.spare_sealed is 'Refresh tokens that a later consent replaced, kept to be given back at disconnect.';
comment on column token_sets.refused is 'A request with this access token was answered 401.';
comment on column token_sets.forced is 'This pair came from a refresh that such an answer forced.';
comment on column token_sets.fence is 'Grows with each refresh begun; only its holder lets go of the lease.';
comment on column token_sets.lease_until is 'By the database''s clock. One that ran out belongs to a refresh whose end is not known.';
call stamp_wall('token_sets', 'tenant');

-- Outside the tenant wall: two tenants may stand before one Calendly user, who is the one that is counted.
create table token_calls (
  key_hash   bytea primary key,
  called_at  timestamptz[] not null
);
comment on table token_calls is 'When tokens were asked for lately, newest first, by the hash of OAuth client and Calendly user.';
alter table token_calls enable row level security;
alter table token_calls force row level security;
create policy dispatch on token_calls to slotwire_dispatch using (true) with check (true);
grant select, insert, update, delete on token_calls to slotwire_dispatch;

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
create index authorization_attempts_by_account on authorization_attempts (tenant_id, account_id);
comment on table authorization_attempts is 'Begun OAuth flows, single use: completing deletes the row.';
call stamp_wall('authorization_attempts', 'tenant');
call stamp_bearer('authorization_attempts', 'state_hash');

create table connect_links (
  token_hash  bytea primary key,
  tenant_id   uuid not null,
  account_id  uuid not null,
  expires_at  timestamptz not null,
  foreign key (tenant_id, account_id) references accounts on delete cascade
);
create index connect_links_by_account on connect_links (tenant_id, account_id);
comment on table connect_links is 'What an end user opens to connect; used up by deleting the row.';
call stamp_wall('connect_links', 'tenant');
call stamp_bearer('connect_links', 'token_hash');

create table subscriptions (
  tenant_id            uuid not null,
  id                   uuid not null,
  account_id           uuid not null,
  connection_id        integer not null,
  scope                text not null check (scope in ('user', 'organization', 'group')),
  generation           integer not null,
  token_hash           bytea not null unique,
  url_sealed           bytea,
  key_sealed           bytea,
  previous_key_sealed  bytea,
  calendly_uuid        text collate "C",
  topics               text[] not null,
  refused_topics       text[] not null default '{}',
  state                text not null check (state in ('wanted', 'active', 'retrying', 'disabled', 'deleting', 'deleted')),
  state_since          timestamptz not null,
  problem              text,
  fence                bigint not null default 0,
  lease_until          timestamptz,
  key_in_use           text check (key_in_use in ('own', 'previous', 'application')),
  misses               integer not null default 0,
  missed_at            timestamptz,
  missed_since         timestamptz,
  created_at           timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, account_id, scope, generation),
  foreign key (tenant_id, account_id) references accounts on delete cascade,
  check (state in ('deleted') or (url_sealed is not null and key_sealed is not null))
);
comment on column subscriptions.refused_topics is 'Topics that were wanted and that Calendly did not allow.';
comment on column subscriptions.problem is 'Code of why it cannot be made; null while nothing stands in the way.';
comment on column subscriptions.misses is 'Deliveries in a row that no key verified, at most one counted a second.';
comment on column subscriptions.lease_until is 'While one process speaks with Calendly about the account''s subscriptions, by the database''s clock.';
comment on table subscriptions is 'Our registrations at Calendly. Intent is written before the call; a deleted one stays, so that its address answers 410.';
call stamp_wall('subscriptions', 'tenant');
create policy bearer on subscriptions for select to slotwire_intake using (token_hash = any((select bearers())::bytea[]));
grant select (tenant_id, id, account_id, connection_id, scope, generation, token_hash, key_sealed, previous_key_sealed,
              state, key_in_use, misses, missed_at)
  on subscriptions to slotwire_intake;

-- Uncorrelated, so that it is answered once for all tokens and not by every subscription of the tenant.
create policy bearer on connections for select to slotwire_intake using ((tenant_id, id) in (
  select s.tenant_id, s.connection_id from subscriptions s where s.token_hash = any((select bearers())::bytea[])
));
grant select (tenant_id, id, webhook_signing_key_sealed, earlier_keys_sealed) on connections to slotwire_intake;
