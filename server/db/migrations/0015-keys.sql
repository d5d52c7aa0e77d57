-- Under which keys the secrets of this database are sealed, and which of them each running process holds.

create table sealing_keys (
  id               text primary key collate "C" check (id ~ '^[A-Za-z0-9_-]{1,32}$'),
  proof            bytea not null,
  is_current       boolean not null,
  since            timestamptz not null,
  retired_at       timestamptz,
  rewrap_began_at  timestamptz,
  rewrap_ended_at  timestamptz,
  rewrapped        bigint not null default 0,
  left_over        bigint not null default 0
);
create unique index sealing_keys_current on sealing_keys (is_current) where is_current;
comment on table sealing_keys is 'Keys that ever sealed here, by their ids alone; the current one seals. By the database''s clock.';
comment on column sealing_keys.proof is 'A known word sealed under it: another key of the same id does not open that.';
comment on column sealing_keys.retired_at is 'Since when nothing is sealed under it any more, or it was given up; until then no process starts without it.';
comment on column sealing_keys.rewrapped is 'Values that were sealed anew under it since that began.';
comment on column sealing_keys.left_over is 'Values that are still under another key, as it was counted last.';
alter table sealing_keys enable row level security;
alter table sealing_keys force row level security;
create policy dispatch on sealing_keys to slotwire_dispatch using (true) with check (true);
grant select, insert, update, delete on sealing_keys to slotwire_dispatch;

create table key_holders (
  id          uuid primary key,
  process     text not null,
  key_ids     text[] not null,
  seals_with  text,
  seen_at     timestamptz not null
);
comment on table key_holders is 'Running processes and the ids of the keys that they hold, as each says every few seconds.';
comment on column key_holders.process is 'Machine and process id, for whoever has to restart it.';
comment on column key_holders.key_ids is 'In the order of its ring: the first is the one that it would seal with.';
comment on column key_holders.seals_with is 'What it seals with; null until it has learnt that.';
alter table key_holders enable row level security;
alter table key_holders force row level security;
create policy dispatch on key_holders to slotwire_dispatch using (true) with check (true);
grant select, insert, update, delete on key_holders to slotwire_dispatch;
