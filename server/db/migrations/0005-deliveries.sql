-- What Calendly posted to us, as received.

create table deliveries (
  tenant_id        uuid not null,
  account_id       uuid not null,
  id               uuid not null,
  subscription_id  uuid not null,
  received_at      timestamptz not null,
  body             bytea not null,
  body_hash        bytea not null,
  whole_length     integer,
  headers          jsonb not null,
  trust            text not null check (trust in ('verified', 'stale')),
  key_used         text not null check (key_used in ('own', 'previous', 'application')),
  signed_at        timestamptz not null,
  outcome          text not null default 'waiting'
                   check (outcome in ('waiting', 'applied', 'no_change', 'kept', 'unconfirmed', 'too_long', 'parked')),
  reason           text,
  topic            text,
  meeting_id       uuid,
  processed_at     timestamptz,
  effects          jsonb not null default '[]',
  replays          integer not null default 0,
  primary key (tenant_id, account_id, id),
  unique (subscription_id, body_hash, trust)
);
-- A body of the usual size stays in its row as it is: no time goes into packing it.
alter table deliveries set (toast_tuple_target = 4080);
comment on column deliveries.body is 'The bytes as they came: jsonb refuses what an invitee may type.';
comment on column deliveries.whole_length is 'Of a body too long to hold; only its beginning is kept.';
comment on column deliveries.effects is 'What it was told as, in order: time, type of change, meeting. Replays only add.';
create index deliveries_waiting on deliveries (tenant_id, account_id, id) where outcome = 'waiting';
create index deliveries_newest on deliveries (tenant_id, id desc);
-- The few that a list of all would have to be read through for.
create index deliveries_unusual on deliveries (tenant_id, outcome, id desc) where outcome not in ('waiting', 'applied', 'no_change');
call stamp_wall('deliveries', 'tenant');
create policy intake on deliveries for insert to slotwire_intake with check (true);
grant insert on deliveries to slotwire_intake;
create policy dispatch on deliveries for select to slotwire_dispatch using (true);
grant select (tenant_id, account_id, id, outcome) on deliveries to slotwire_dispatch;

create table unverified_deliveries (
  tenant_id        uuid not null,
  account_id       uuid not null,
  id               uuid not null,
  subscription_id  uuid not null,
  connection_id    integer not null,
  received_at      timestamptz not null,
  sealed           bytea,
  event_uuid       text collate "C",
  asked_at         timestamptz,
  settled          boolean not null default false,
  primary key (tenant_id, account_id, id),
  foreign key (tenant_id, account_id) references accounts on delete cascade
);
comment on table unverified_deliveries is 'What came while nobody knew the signing key: without effect, until a key verifies it or newer ones push it out.';
comment on column unverified_deliveries.sealed is 'Headers and body; null for one that was too large to keep.';
comment on column unverified_deliveries.event_uuid is 'The scheduled event that it names, to ask Calendly about.';
comment on column unverified_deliveries.settled is 'Calendly was asked, and what it answered has had its effect.';
create index unverified_by_subscription on unverified_deliveries (tenant_id, subscription_id, id);
create index unverified_by_connection on unverified_deliveries (tenant_id, connection_id, subscription_id);
call stamp_wall('unverified_deliveries', 'tenant');

create table delivery_counts (
  tenant_id        uuid not null,
  span             integer not null check (span in (60, 3600)),
  began            timestamptz not null,
  outcome          text not null
                   check (outcome in ('applied', 'no_change', 'kept', 'unconfirmed', 'too_long', 'parked', 'refused')),
  took             smallint not null check (took >= 0),
  count            integer not null check (count > 0),
  primary key (tenant_id, span, began, outcome, took)
);
comment on table delivery_counts is 'How many deliveries arrived in a minute and in an hour, what each came to at first, and how long that took.';
comment on column delivery_counts.span is 'Seconds from `began` on. Minutes stay for two days, hours as long as any range looks back.';
comment on column delivery_counts.took is 'From arrival to effect, in steps of a quarter of a doubling of one millisecond; 0 for refused ones.';
call stamp_wall('delivery_counts', 'tenant');
