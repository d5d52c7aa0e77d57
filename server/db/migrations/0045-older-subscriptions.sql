-- Subscriptions that an older integration made: they stand at its one address, which names nobody.

create table legacy_subscriptions (
  tenant_id      uuid not null,
  id             uuid not null,
  connection_id  integer not null,
  scope          text not null check (scope in ('user', 'organization')),
  creator        text not null collate "C",
  creator_hash   bytea not null,
  account_id     uuid,
  organization   text collate "C",
  calendly_uuid  text not null collate "C",
  callback_url   text not null,
  key_sealed     bytea,
  state          text not null check (state in ('open', 'deleting', 'deleted')),
  state_since    timestamptz not null,
  confirmed      text[] not null default '{}',
  confirmed_at   timestamptz,
  problem        text,
  created_at     timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, calendly_uuid),
  foreign key (tenant_id, connection_id) references connections,
  foreign key (tenant_id, account_id) references accounts on delete cascade,
  check ((scope = 'user') = (account_id is not null)),
  check (state = 'deleted' or key_sealed is not null)
);
comment on table legacy_subscriptions is 'Registered subscriptions of an older integration. A deleted one stays without its key, so that what is still on its way is answered 410.';
comment on column legacy_subscriptions.creator is 'Calendly user whose token made it; every delivery names them.';
comment on column legacy_subscriptions.creator_hash is 'SHA-256 of the id in that URI: what whoever receives looks for.';
comment on column legacy_subscriptions.account_id is 'Whose it is at user scope; at organization scope it serves whoever hosts.';
comment on column legacy_subscriptions.confirmed_at is 'Since when it need not be watched for 30 days first.';
comment on column legacy_subscriptions.problem is 'Code of why it cannot be deleted; null while nothing stands in the way.';
comment on column legacy_subscriptions.confirmed is 'Hosts without a subscription of their own, without whom it may go all the same: an operator said so.';
create index legacy_subscriptions_by_creator on legacy_subscriptions (creator_hash);
create index legacy_subscriptions_by_account on legacy_subscriptions (tenant_id, account_id);
call stamp_wall('legacy_subscriptions', 'tenant');
create policy bearer on legacy_subscriptions for select to slotwire_intake
  using (creator_hash = any ((select bearers())::bytea[]));
grant select (tenant_id, id, scope, account_id, creator_hash, key_sealed, state) on legacy_subscriptions to slotwire_intake;

create table legacy_hosts (
  tenant_id        uuid not null,
  subscription_id  uuid not null,
  calendly_user    text not null collate "C",
  served_at        timestamptz not null,
  primary key (tenant_id, subscription_id, calendly_user),
  foreign key (tenant_id, subscription_id) references legacy_subscriptions on delete cascade
);
comment on table legacy_hosts is 'Whom a subscription of organization scope told of, and when last, to the hour.';
call stamp_wall('legacy_hosts', 'tenant');

alter table deliveries add column scope text not null default 'user' check (scope in ('user', 'organization'));
comment on column deliveries.scope is 'Of the subscription; one of organization scope was made by anybody there.';
