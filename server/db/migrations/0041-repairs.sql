-- Repairs that somebody ran: what was planned, how far it is, what it changed.

create table repairs (
  tenant_id     uuid not null,
  id            uuid not null,
  account_id    uuid not null,
  state         text not null check (state in ('running', 'done', 'failed')),
  steps         jsonb not null,
  before        jsonb not null,
  after         jsonb,
  found_before  integer not null,
  found         integer,
  began_at      timestamptz not null,
  gap_at        timestamptz,
  ended_at      timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, account_id) references accounts on delete cascade
);
comment on column repairs.steps is 'As planned, each with how it went.';
comment on column repairs.gap_at is 'When the sweep was asked for that ends it.';
comment on column repairs.found_before is 'Meetings that sweeps had found until then.';
create index repairs_by_account on repairs (tenant_id, account_id, began_at);
create unique index repairs_running on repairs (tenant_id, account_id) where state = 'running';
call stamp_wall('repairs', 'tenant');
