-- Rotations of tokens that somebody asked for, of one account, of a connection's, of all.

create table rotations (
  tenant_id      uuid not null references tenants on delete cascade,
  id             uuid not null,
  account_id     uuid,
  connection_id  integer,
  accounts       integer not null,
  began_at       timestamptz not null,
  ended_at       timestamptz,
  primary key (tenant_id, id)
);
comment on column rotations.accounts is 'How many were connected when it began. What is left is told by the pairs that are older than it.';
call stamp_wall('rotations', 'tenant');
