-- What Calendly posted to us, as received.

create table deliveries (
  tenant_id        uuid not null,
  account_id       uuid not null,
  id               uuid not null,
  subscription_id  uuid not null,
  received_at      timestamptz not null,
  body             bytea not null,
  body_hash        bytea not null,
  headers          jsonb not null,
  trust            text not null check (trust in ('verified', 'stale')),
  key_used         text not null check (key_used in ('own', 'previous', 'application')),
  signed_at        timestamptz not null,
  outcome          text not null default 'waiting'
                   check (outcome in ('waiting', 'applied', 'no_change', 'kept', 'unconfirmed', 'parked')),
  reason           text,
  topic            text,
  meeting_id       uuid,
  processed_at     timestamptz,
  primary key (tenant_id, account_id, id),
  unique (subscription_id, body_hash, trust)
);
-- A body of the usual size stays in its row as it is: no time goes into packing it.
alter table deliveries set (toast_tuple_target = 4080);
comment on column deliveries.body is 'The bytes as they came: jsonb refuses what an invitee may type.';
create index deliveries_waiting on deliveries (tenant_id, account_id, id) where outcome = 'waiting';
create index deliveries_newest on deliveries (tenant_id, id desc);
call stamp_wall('deliveries', 'tenant');
create policy intake on deliveries for insert to slotwire_intake with check (true);
grant insert on deliveries to slotwire_intake;
create policy dispatch on deliveries for select to slotwire_dispatch using (true);
grant select (tenant_id, account_id, id, outcome) on deliveries to slotwire_dispatch;
