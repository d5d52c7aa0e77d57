-- To what the database is bound, and how far each process that keeps a token journal has come in it.

alter table installation
  add column public_url  text,
  add column system_id   text,
  add column timeline    integer,
  add column adopting    boolean not null default false;
comment on column installation.public_url is 'The address that it serves; a service with another one refuses to start.';
comment on column installation.system_id is 'PostgreSQL''s own name of the cluster that it was last served from.';
comment on column installation.timeline is 'The cluster''s timeline then; it grows when a replica or a restored backup takes over.';
comment on column installation.adopting is 'A copy is being made an installation of its own; nothing serves from it before that is done.';
grant update (system_id, timeline) on installation to slotwire_dispatch;

create table journal_writers (
  id       uuid primary key,
  beat     bigint not null,
  seen_at  timestamptz not null
);
comment on table journal_writers is 'Beats of the processes that keep a token journal. A journal that knows of a later beat tells that the database went back.';
alter table journal_writers enable row level security;
alter table journal_writers force row level security;
create policy dispatch on journal_writers to slotwire_dispatch using (true) with check (true);
grant select, insert, update, delete on journal_writers to slotwire_dispatch;
