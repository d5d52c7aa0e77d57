-- The tenant wall. Every row has an owner, and the database itself refuses the others:
-- row-level security is forced on every table, and each policy names the role it is for.
--   slotwire_app      one tenant per transaction, one end user of it where the caller is bound to one
--   slotwire_intake   writes deliveries, reads nothing but what the secret in its hand opens
--   slotwire_dispatch sees that work is due and whose it is, never what it is
--   slotwire_reader   an application's own SQL role, known by its name, never by a setting
-- A *bearer* is the SHA-256 of a secret that the caller brought; it opens exactly the row made for it. Intake has as many in
-- hand as deliveries arrived at the same time.

create function tenant() returns uuid language sql stable parallel safe
  return nullif(current_setting('slotwire.tenant', true), '')::uuid;

create function end_user() returns uuid language sql stable parallel safe
  return nullif(current_setting('slotwire.end_user', true), '')::uuid;

create function bearer() returns bytea language sql stable parallel safe
  return decode(nullif(current_setting('slotwire.bearer', true), ''), 'hex');

create function bearers() returns bytea[] language sql stable parallel safe
  return array(select decode(one, 'hex')
    from unnest(string_to_array(nullif(current_setting('slotwire.bearer', true), ''), ',')) as one);

grant usage on schema slotwire to slotwire_app, slotwire_intake, slotwire_dispatch, slotwire_reader;

create table installation (
  id          uuid primary key default gen_random_uuid(),
  only_one    boolean not null unique default true check (only_one),
  created_at  timestamptz not null default now()
);
comment on table installation is 'One row, made at the first migration; stands in every address of a subscription.';
insert into installation default values;
grant select on installation to slotwire_app, slotwire_intake, slotwire_dispatch;

create table readers (
  role_name  name primary key,
  tenant_id  uuid not null
);
comment on table readers is 'Which SQL role of an application may read which tenant.';
alter table readers enable row level security;
alter table readers force row level security;
create policy reader on readers for select to slotwire_reader using (role_name = current_user);
grant select on readers to slotwire_reader;

-- Stamped on each tenant table. `whose` says what a caller bound to one end user sees:
-- 'tenant': nothing · 'end_user': the rows that carry their end_user_id.
create procedure stamp_wall(relation regclass, whose text) language plpgsql as $$
declare
  own text := 'tenant_id = slotwire.tenant()';
begin
  execute format('alter table %s enable row level security', relation);
  execute format('alter table %s force row level security', relation);
  if whose = 'end_user' then
    own := own || ' and (slotwire.end_user() is null or end_user_id = slotwire.end_user())';
  elsif whose = 'tenant' then
    own := own || ' and slotwire.end_user() is null';
  else
    raise exception 'unknown wall %', whose;
  end if;
  execute format('create policy app on %s to slotwire_app using (%s) with check (%s)', relation, own, own);
  execute format('grant select, insert, update, delete on %s to slotwire_app', relation);
end $$;

-- What the secret in the caller's hand opens: its own row, to find it and to use it up, never to make one.
create procedure stamp_bearer(relation regclass, hash_column name) language plpgsql as $$
begin
  execute format('create policy bearer_finds on %s for select to slotwire_app using (%I = slotwire.bearer())', relation, hash_column);
  execute format('create policy bearer_uses_up on %s for delete to slotwire_app using (%I = slotwire.bearer())', relation, hash_column);
end $$;
