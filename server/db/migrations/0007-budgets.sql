-- How many requests each Calendly user's accounts may still make: shared by all processes, and by tenants that use the
-- same OAuth application.

create table budgets (
  key          bytea primary key,
  began        timestamptz not null,
  ends_at      timestamptz not null,
  most         integer,
  remaining    integer,
  told_at      timestamptz not null,
  answered     integer not null,
  unanswered   integer not null,
  others       integer not null,
  doubted      integer not null,
  paced_until  timestamptz not null,
  booked       timestamptz[] not null default '{}',
  books_from   timestamptz
);
comment on table budgets is 'Of nobody''s tenant, since Calendly counts without ours; whoever does not know both ids finds nothing.';
comment on column budgets.key is 'SHA-256 of the OAuth client''s id and the Calendly user''s URI.';
comment on column budgets.most is 'Of a minute, as an answer told it last.';
comment on column budgets.remaining is 'The lowest that an answer told in this window; null until the first has.';
comment on column budgets.unanswered is 'Let go in this window and not answered; what a dead process let go ends with the window.';
comment on column budgets.booked is 'When the last bookings went, which Calendly limits by themselves.';
alter table budgets enable row level security;
alter table budgets force row level security;
create policy dispatch on budgets to slotwire_dispatch using (true) with check (true);
grant select, insert, update, delete on budgets to slotwire_dispatch;
