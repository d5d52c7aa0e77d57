-- Who of a team has come, by what they are known at single sign-on, and how one session is told from another.

alter table members
  add column signed_in_at  timestamptz,
  add column sso_subject   text collate "C";
comment on column members.signed_in_at is 'Last; null: invited, and not yet here.';
comment on column members.sso_subject is 'Issuer and subject, from the first single sign-on: an email may go to somebody else one day.';
create unique index members_by_subject on members (tenant_id, sso_subject);

alter table sessions
  add column id       uuid not null default gen_random_uuid(),
  add column how      text not null default 'link' check (how in ('link', 'single_sign_on')),
  add column browser  text not null default '',
  add column address  text not null default '',
  add column next_hash       bytea unique,
  add column next_since      timestamptz,
  add column previous_hash   bytea unique,
  add column previous_until  timestamptz,
  add column renewed_at      timestamptz not null default now();
comment on column sessions.next_hash is 'Of the token that was given out to follow; it counts from its first use on.';
comment on column sessions.previous_hash is 'Of the token before; whoever shows it after previous_until has a copy, and ends the session.';
alter policy bearer_finds on sessions
  using (token_hash = bearer() or next_hash = bearer() or previous_hash = bearer());
drop policy bearer_uses_up on sessions;
drop policy bearer_touches on sessions;
create unique index sessions_by_id on sessions (tenant_id, id);
create index sessions_of_member on sessions (tenant_id, member_id);
create index sign_in_links_of_member on sign_in_links (tenant_id, member_id);
