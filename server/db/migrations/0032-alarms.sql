-- What is unusual with an account or an API key, and from where calls and deliveries usually come.

create table alarms (
  tenant_id   uuid not null,
  account_id  uuid,
  api_key_id  uuid,
  kind        text not null,
  since       timestamptz not null,
  last_at     timestamptz not null,
  facts       jsonb not null,
  check (num_nonnulls(account_id, api_key_id) = 1),
  unique nulls not distinct (tenant_id, account_id, api_key_id, kind),
  foreign key (tenant_id, account_id) references accounts on delete cascade,
  foreign key (tenant_id, api_key_id) references api_keys on delete cascade
);
comment on table alarms is 'One stands while it is seen, and for a while after it was seen last.';
call stamp_wall('alarms', 'tenant');

create table known_networks (
  tenant_id   uuid not null,
  api_key_id  uuid,
  network     text not null collate "C",
  last_at     timestamptz not null,
  unique nulls not distinct (tenant_id, api_key_id, network),
  foreign key (tenant_id, api_key_id) references api_keys on delete cascade
);
comment on table known_networks is 'From where an API key is used and, without one, from where Calendly''s deliveries come: 24 bits of an IPv4, 48 of an IPv6 address.';
call stamp_wall('known_networks', 'tenant');

alter table changes drop constraint changes_subject_kind_check;
alter table changes add constraint changes_subject_kind_check
  check (subject_kind in ('connection', 'account', 'subscription', 'meeting', 'key'));

insert into jobs (tenant_id, name, key, payload, due_at, created_at)
  select id, 'alarms.watch', '', '{}', now(), now() from tenants;
