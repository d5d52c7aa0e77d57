-- What another Calendly person than the one before has allowed, until the end user says which of the two it shall be.

create table held_consents (
  tenant_id       uuid not null references tenants on delete cascade,
  link_hash       bytea not null,
  account_id      uuid not null,
  connection_id   integer not null,
  pair_id         uuid not null,
  access_sealed   bytea not null,
  refresh_sealed  bytea not null,
  expires_at      timestamptz not null,
  granted_scopes  text[] not null,
  wanted_scopes   text[] not null,
  person          jsonb not null,
  taken_at        timestamptz not null,
  held_until      timestamptz not null,
  primary key (tenant_id, link_hash)
);
comment on table held_consents is 'Nobody''s yet: taken over by the answer of the browser that has the link, or given back to Calendly. Outlives its account, so that it is given back in any case.';
create unique index held_consents_by_pair on held_consents (tenant_id, pair_id);
call stamp_wall('held_consents', 'tenant');
