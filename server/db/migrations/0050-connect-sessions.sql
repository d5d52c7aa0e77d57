-- A connect link remembers whose browser took it and how that ended, and may be a session of the application's own page.

alter table connect_links
  add column purpose       text not null default 'connect' check (purpose in ('connect', 'manage')),
  add column origin        text,
  add column return_to     text,
  add column language      text check (language in ('en', 'de', 'fr', 'es')),
  add column browser_hash  bytea,
  add column outcome       text;
comment on table connect_links is 'What an end user opens to connect or to disconnect: for one browser, the first that uses it, until it has ended.';
comment on column connect_links.origin is 'Of the page that opened it, which is told how it ended; null: it was opened from nowhere.';
comment on column connect_links.browser_hash is 'Of the cookie of the browser that used it; null: nobody has.';
comment on column connect_links.outcome is 'connected, disconnecting, asks (which person it shall be), or the code of a refusal; null: it has not come to that.';
drop policy bearer_uses_up on connect_links;
