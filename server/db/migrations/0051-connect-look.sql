-- How the application is seen on the end user's pages.

alter table tenants
  add column connect_name       text check (length(connect_name) between 1 and 100 and connect_name ~ '\S'),
  add column connect_color      text check (connect_color ~ '^[0-9a-f]{6}$'),
  add column connect_logo       bytea check (length(connect_logo) <= 100000),
  add column connect_logo_type  text check (connect_logo_type in ('image/png', 'image/jpeg', 'image/webp')),
  add check ((connect_logo is null) = (connect_logo_type is null));
comment on column tenants.connect_name is 'The application''s name for its end users; null: the tenant''s.';
comment on column tenants.connect_color is 'Six hex digits, as they were asked for; worn so that words on it can be read.';
