-- Our picture of bookings: a join of observations. `marks` keeps, per group of fields, what the winner was
-- won by; the columns are the winners' values. Each row repeats its account's end user, since the wall stands on it;
-- a foreign key sees to it that it is the account's.

create table scheduled_events (
  tenant_id     uuid not null,
  account_id    uuid not null,
  end_user_id   uuid not null,
  uuid          text not null collate "C",
  name          text,
  status        text not null check (status in ('active', 'canceled')),
  start_time    timestamptz,
  end_time      timestamptz,
  event_type    text,
  location      jsonb,
  hosts         jsonb not null default '[]',
  guests        jsonb not null default '[]',
  seats         integer,
  cancellation  jsonb,
  gone          boolean not null default false,
  marks         jsonb not null,
  fence         bigint not null default 0,
  primary key (tenant_id, account_id, uuid),
  foreign key (tenant_id, account_id, end_user_id) references accounts (tenant_id, id, end_user_id) on delete cascade
);
comment on column scheduled_events.gone is 'Calendly does not show it to this account any more; it may come back.';
comment on column scheduled_events.fence is 'Number of the latest look at Calendly that has begun; what an earlier one read counts no more.';
call stamp_wall('scheduled_events', 'end_user');

create table invitees (
  tenant_id       uuid not null,
  account_id      uuid not null,
  end_user_id     uuid not null,
  uuid            text not null collate "C",
  event_uuid      text not null collate "C",
  status          text not null check (status in ('active', 'canceled')),
  rescheduled     boolean not null,
  name            text,
  email           text,
  timezone        text,
  answers         jsonb not null default '[]',
  tracking        jsonb not null default '{}',
  payment         jsonb,
  no_show         jsonb,
  cancellation    jsonb,
  cancel_url      text,
  reschedule_url  text,
  booked_at       timestamptz,
  marks           jsonb not null,
  primary key (tenant_id, account_id, uuid),
  foreign key (tenant_id, account_id, end_user_id) references accounts (tenant_id, id, end_user_id) on delete cascade
);
create index invitees_by_event on invitees (tenant_id, account_id, event_uuid);
call stamp_wall('invitees', 'end_user');

create table invitee_links (
  tenant_id    uuid not null,
  account_id   uuid not null,
  end_user_id  uuid not null,
  old_uuid     text not null collate "C",
  new_uuid     text not null collate "C",
  primary key (tenant_id, account_id, old_uuid, new_uuid),
  foreign key (tenant_id, account_id, end_user_id) references accounts (tenant_id, id, end_user_id) on delete cascade
);
comment on table invitee_links is 'One per reschedule, told by either half: the old invitee became the new one.';
create index invitee_links_back on invitee_links (tenant_id, account_id, new_uuid);
call stamp_wall('invitee_links', 'end_user');

create table meetings (
  tenant_id      uuid not null,
  account_id     uuid not null,
  end_user_id    uuid not null,
  id             uuid not null,
  tail_invitee   text not null collate "C",
  event_uuid     text not null collate "C",
  status         text not null check (status in ('scheduled', 'moved', 'canceled', 'gone')),
  no_show        boolean not null,
  start_time     timestamptz not null,
  end_time       timestamptz not null,
  name           text not null,
  event_type     text,
  invitee_name   text not null,
  invitee_email  text not null,
  invitee_zone   text,
  location       jsonb,
  moves          integer not null,
  source         text not null check (source in ('delivery', 'backfill', 'reconciliation')),
  version        bigint not null,
  created_at     timestamptz not null,
  updated_at     timestamptz not null,
  primary key (tenant_id, account_id, id),
  unique (tenant_id, id),
  foreign key (tenant_id, account_id, end_user_id) references accounts (tenant_id, id, end_user_id) on delete cascade
);
create index meetings_by_time on meetings (tenant_id, start_time, id);
create index meetings_by_account on meetings (tenant_id, account_id, start_time, id);
create index meetings_by_event on meetings (tenant_id, account_id, event_uuid);
create index meetings_by_end_user on meetings (tenant_id, end_user_id, start_time, id);
call stamp_wall('meetings', 'end_user');

create table meeting_aliases (
  tenant_id    uuid not null,
  account_id   uuid not null,
  end_user_id  uuid not null,
  alias        uuid not null,
  meeting_id   uuid not null,
  primary key (tenant_id, account_id, alias),
  foreign key (tenant_id, account_id, end_user_id) references accounts (tenant_id, id, end_user_id) on delete cascade
);
comment on table meeting_aliases is 'Ids of meetings that turned out to be part of an older one.';
call stamp_wall('meeting_aliases', 'end_user');

create table sweeps (
  tenant_id      uuid not null,
  account_id     uuid not null,
  how            text not null check (how in ('webhook', 'polling')),
  how_since      timestamptz not null,
  as_of          timestamptz,
  past_as_of     timestamptz,
  began          timestamptz,
  ended          timestamptz,
  requests       integer,
  every_seconds  integer,
  found          jsonb not null default '{}',
  problem        text,
  problem_since  timestamptz,
  primary key (tenant_id, account_id),
  foreign key (tenant_id, account_id) references accounts on delete cascade
);
comment on table sweeps is 'How the last reconciliation of an account went.';
comment on column sweeps.as_of is 'When the last complete sweep began: what did not move since is as Calendly has it.';
comment on column sweeps.past_as_of is 'The same of the last one that read the past as well.';
comment on column sweeps.found is 'Meetings that sweeps moved because nothing else had told of it, by day, of the last week.';
call stamp_wall('sweeps', 'tenant');

-- An application's own SQL reader sees these, by its name.
do $$
declare t text;
begin
  foreach t in array array['accounts', 'end_users', 'scheduled_events', 'invitees', 'invitee_links', 'meetings',
                           'meeting_aliases', 'changes'] loop
    execute format('create policy reader on %I for select to slotwire_reader
                    using (tenant_id in (select r.tenant_id from slotwire.readers r))', t);
    execute format('grant select on %I to slotwire_reader', t);
  end loop;
end $$;
