-- Work that can wait is found apart from the rest, which is never looked for behind it. What waits already counts as
-- the rest until it is written anew.

alter table jobs add column bulk boolean not null default false;
comment on column jobs.bulk is 'It can wait: a worker does the rest first, and keeps places for it.';
drop index jobs_due;
create index jobs_due on jobs (bulk, due_at);
grant select (bulk) on jobs to slotwire_dispatch;
