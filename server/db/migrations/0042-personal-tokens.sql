-- A personal access token in place of what OAuth gives: one token, renewed by nobody, which lasts until its owner
-- deletes it at Calendly.

alter table accounts add column personal_token boolean not null default false;
comment on column accounts.personal_token is 'Connected with a personal access token, not through the OAuth application.';

alter table token_sets
  alter column refresh_sealed drop not null,
  alter column expires_at drop not null,
  add check ((refresh_sealed is null) = (expires_at is null));
comment on column token_sets.refresh_sealed is 'Null of a personal access token, which is the access token then.';
