create schema slotwire;
grant usage on schema slotwire to slotwire_app;
grant usage on schema slotwire to slotwire_dispatch;
grant usage on schema slotwire to slotwire_intake;
grant usage on schema slotwire to slotwire_reader;

CREATE OR REPLACE FUNCTION slotwire.bearer()
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN decode(NULLIF(current_setting('slotwire.bearer'::text, true), ''::text), 'hex'::text);

CREATE OR REPLACE FUNCTION slotwire.bearers()
 RETURNS bytea[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ARRAY(SELECT decode(one.one, 'hex'::text) AS decode FROM unnest(string_to_array(NULLIF(current_setting('slotwire.bearer'::text, true), ''::text), ','::text)) one(one));

CREATE OR REPLACE FUNCTION slotwire.end_user()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('slotwire.end_user'::text, true), ''::text))::uuid;

CREATE OR REPLACE FUNCTION slotwire.refuse_impossible_move()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'an account does not go from % to %', old.state, new.state using errcode = 'check_violation';
end $function$;

CREATE OR REPLACE PROCEDURE slotwire.stamp_bearer(IN relation regclass, IN hash_column name)
 LANGUAGE plpgsql
AS $procedure$
begin
  execute format('create policy bearer_finds on %s for select to slotwire_app using (%I = slotwire.bearer())', relation, hash_column);
  execute format('create policy bearer_uses_up on %s for delete to slotwire_app using (%I = slotwire.bearer())', relation, hash_column);
end $procedure$;

CREATE OR REPLACE PROCEDURE slotwire.stamp_wall(IN relation regclass, IN whose text)
 LANGUAGE plpgsql
AS $procedure$
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
end $procedure$;

CREATE OR REPLACE FUNCTION slotwire.tenant()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('slotwire.tenant'::text, true), ''::text))::uuid;

create table accounts (
  tenant_id uuid not null,
  id uuid not null,
  end_user_id uuid not null,
  connection_id integer not null,
  state text not null,
  state_since timestamp with time zone not null,
  reason text,
  calendly_user text collate "C",
  calendly_organization text collate "C",
  calendly_name text,
  calendly_email text,
  calendly_timezone text,
  scheduling_url text,
  wanted_scopes text[] not null default '{}'::text[],
  granted_scopes text[] not null default '{}'::text[],
  connected_at timestamp with time zone,
  disconnecting_since timestamp with time zone,
  left_behind text[] not null default '{}'::text[],
  last_delivery_at timestamp with time zone,
  backfill jsonb,
  journal_key_sealed bytea,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  next_connection_id integer,
  calendly_role text,
  calendly_plan text,
  calendly_stage text,
  probed_at timestamp with time zone,
  personal_token boolean not null default false,
  constraint accounts_pkey PRIMARY KEY (tenant_id, id),
  constraint accounts_tenant_id_end_user_id_calendly_user_key UNIQUE (tenant_id, end_user_id, calendly_user),
  constraint accounts_tenant_id_id_end_user_id_key UNIQUE (tenant_id, id, end_user_id),
  constraint accounts_check CHECK (((state <> ALL (ARRAY['connected'::text, 'error'::text])) OR (calendly_user IS NOT NULL))),
  constraint accounts_state_check CHECK ((state = ANY (ARRAY['configured'::text, 'connected'::text, 'disconnected'::text, 'error'::text]))),
  constraint accounts_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id),
  constraint accounts_tenant_id_end_user_id_fkey FOREIGN KEY (tenant_id, end_user_id) REFERENCES end_users(tenant_id, id),
  constraint accounts_tenant_id_next_connection_id_fkey FOREIGN KEY (tenant_id, next_connection_id) REFERENCES connections(tenant_id, id)
);
CREATE UNIQUE INDEX accounts_awaiting_consent ON slotwire.accounts USING btree (tenant_id, end_user_id) WHERE (calendly_user IS NULL);
CREATE INDEX accounts_by_calendly_user ON slotwire.accounts USING btree (tenant_id, calendly_user);
CREATE INDEX accounts_by_connection ON slotwire.accounts USING btree (tenant_id, connection_id, state);
CREATE TRIGGER accounts_move BEFORE UPDATE OF state ON slotwire.accounts FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (NOT (((old.state = ANY (ARRAY['configured'::text, 'disconnected'::text])) AND (new.state = 'connected'::text)) OR ((old.state = 'connected'::text) AND (new.state = ANY (ARRAY['error'::text, 'disconnected'::text]))) OR ((old.state = 'error'::text) AND (new.state = ANY (ARRAY['connected'::text, 'disconnected'::text]))))))) EXECUTE FUNCTION refuse_impossible_move();
alter table accounts enable row level security;
alter table accounts force row level security;
create policy app on accounts to slotwire_app using (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (end_user_id = end_user())))) with check (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (end_user_id = end_user()))));
create policy reader on accounts for select to slotwire_reader using ((tenant_id IN ( SELECT r.tenant_id
   FROM readers r)));
grant delete, insert, select, update on accounts to slotwire_app;
grant select on accounts to slotwire_reader;
comment on table accounts is 'An end user''s Calendly account: (tenant, end user, Calendly user), continuous across connections.';
comment on column accounts.left_behind is 'Subscriptions that still stand at Calendly after a disconnect, because no token could delete them.';
comment on column accounts.journal_key_sealed is 'Seals the account''s lines in the token journal; a disconnect destroys it, and them with it.';
comment on column accounts.next_connection_id is 'The connection that the next consent goes through, where that is another one.';
comment on column accounts.probed_at is 'When role, plan and stage were asked for; null: not yet.';
comment on column accounts.personal_token is 'Connected with a personal access token, not through the OAuth application.';

create table alarms (
  tenant_id uuid not null,
  account_id uuid,
  api_key_id uuid,
  kind text not null,
  since timestamp with time zone not null,
  last_at timestamp with time zone not null,
  facts jsonb not null,
  constraint alarms_tenant_id_account_id_api_key_id_kind_key UNIQUE NULLS NOT DISTINCT (tenant_id, account_id, api_key_id, kind),
  constraint alarms_check CHECK ((num_nonnulls(account_id, api_key_id) = 1)),
  constraint alarms_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES accounts(tenant_id, id) ON DELETE CASCADE,
  constraint alarms_tenant_id_api_key_id_fkey FOREIGN KEY (tenant_id, api_key_id) REFERENCES api_keys(tenant_id, id) ON DELETE CASCADE
);
alter table alarms enable row level security;
alter table alarms force row level security;
create policy app on alarms to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
grant delete, insert, select, update on alarms to slotwire_app;
comment on table alarms is 'One stands while it is seen, and for a while after it was seen last.';

create table api_keys (
  tenant_id uuid not null,
  id uuid not null,
  token_hash bytea not null,
  name text not null,
  begins text collate "C" not null,
  scopes text[] not null,
  end_user_id uuid,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  constraint api_keys_pkey PRIMARY KEY (tenant_id, id),
  constraint api_keys_token_hash_key UNIQUE (token_hash),
  constraint api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint api_keys_tenant_id_end_user_id_fkey FOREIGN KEY (tenant_id, end_user_id) REFERENCES end_users(tenant_id, id) ON DELETE CASCADE,
  constraint api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE
);
alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy app on api_keys to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
create policy bearer_finds on api_keys for select to slotwire_app using ((token_hash = bearer()));
create policy bearer_touches on api_keys for update to slotwire_app using ((token_hash = bearer()));
grant delete, insert, select, update on api_keys to slotwire_app;
comment on table api_keys is 'What programs show; revoked by deleting the row.';
comment on column api_keys.end_user_id is 'Whom alone the key may see; null: the whole tenant.';

create table audit_entries (
  tenant_id uuid not null,
  id uuid not null,
  at timestamp with time zone not null,
  who_kind text not null,
  who_id uuid,
  who_name text not null,
  operation text collate "C" not null,
  summary text not null,
  subject text collate "C",
  address text,
  changes jsonb not null,
  constraint audit_entries_pkey PRIMARY KEY (tenant_id, id),
  constraint audit_entries_who_kind_check CHECK ((who_kind = ANY (ARRAY['member'::text, 'key'::text, 'command'::text]))),
  constraint audit_entries_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);
CREATE INDEX audit_entries_by_operation ON slotwire.audit_entries USING btree (tenant_id, operation, id);
CREATE INDEX audit_entries_by_subject ON slotwire.audit_entries USING btree (tenant_id, subject, id);
CREATE INDEX audit_entries_by_who ON slotwire.audit_entries USING btree (tenant_id, who_id, id);
alter table audit_entries enable row level security;
alter table audit_entries force row level security;
create policy app_adds on audit_entries for insert to slotwire_app with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
create policy app_reads on audit_entries for select to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL)));
grant insert, select on audit_entries to slotwire_app;
comment on table audit_entries is 'Added to in the transaction of what was done, and never changed.';
comment on column audit_entries.subject is 'An id as it is on the wire; an end user by a hash of theirs, since the log outlives an erasure.';

create table authorization_attempts (
  state_hash bytea not null,
  tenant_id uuid not null,
  account_id uuid not null,
  connection_id integer not null,
  browser_hash bytea not null,
  verifier_sealed bytea not null,
  return_to text not null,
  expires_at timestamp with time zone not null,
  constraint authorization_attempts_pkey PRIMARY KEY (state_hash),
  constraint authorization_attempts_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES accounts(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX authorization_attempts_by_account ON slotwire.authorization_attempts USING btree (tenant_id, account_id);
alter table authorization_attempts enable row level security;
alter table authorization_attempts force row level security;
create policy app on authorization_attempts to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
create policy bearer_finds on authorization_attempts for select to slotwire_app using ((state_hash = bearer()));
create policy bearer_uses_up on authorization_attempts for delete to slotwire_app using ((state_hash = bearer()));
grant delete, insert, select, update on authorization_attempts to slotwire_app;
comment on table authorization_attempts is 'Begun OAuth flows, single use: completing deletes the row.';

create table budgets (
  key bytea not null,
  began timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  most integer,
  remaining integer,
  told_at timestamp with time zone not null,
  answered integer not null,
  unanswered integer not null,
  others integer not null,
  doubted integer not null,
  paced_until timestamp with time zone not null,
  booked timestamp with time zone[] not null default '{}'::timestamp with time zone[],
  books_from timestamp with time zone,
  constraint budgets_pkey PRIMARY KEY (key)
);
alter table budgets enable row level security;
alter table budgets force row level security;
create policy dispatch on budgets to slotwire_dispatch using (true) with check (true);
grant delete, insert, select, update on budgets to slotwire_dispatch;
comment on table budgets is 'Of nobody''s tenant, since Calendly counts without ours; whoever does not know both ids finds nothing.';
comment on column budgets.key is 'SHA-256 of the OAuth client''s id and the Calendly user''s URI.';
comment on column budgets.most is 'Of a minute, as an answer told it last.';
comment on column budgets.remaining is 'The lowest that an answer told in this window; null until the first has.';
comment on column budgets.unanswered is 'Let go in this window and not answered; what a dead process let go ends with the window.';
comment on column budgets.booked is 'When the last bookings went, which Calendly limits by themselves.';

create table calendly_requests (
  tenant_id uuid not null,
  account_id uuid not null,
  id uuid not null,
  at timestamp with time zone not null,
  method text not null,
  path text collate "C" not null,
  status smallint,
  failure text,
  purpose text not null,
  took integer not null,
  constraint calendly_requests_pkey PRIMARY KEY (tenant_id, account_id, id),
  constraint calendly_requests_purpose_check CHECK ((purpose = ANY (ARRAY['live'::text, 'repair'::text, 'doubt'::text, 'bulk'::text, 'access'::text]))),
  constraint calendly_requests_took_check CHECK ((took >= 0))
);
CREATE INDEX calendly_requests_by_age ON slotwire.calendly_requests USING btree (tenant_id, id);
CREATE INDEX calendly_requests_failed ON slotwire.calendly_requests USING btree (tenant_id, account_id, id) WHERE (failure IS NOT NULL);
alter table calendly_requests enable row level security;
alter table calendly_requests force row level security;
create policy app on calendly_requests to slotwire_app using (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (EXISTS ( SELECT
   FROM accounts a
  WHERE ((a.tenant_id = calendly_requests.tenant_id) AND (a.id = calendly_requests.account_id))))))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
grant delete, insert, select on calendly_requests to slotwire_app;
comment on table calendly_requests is 'Written in batches, a second or so after the answer; a process that dies takes the last ones with it.';
comment on column calendly_requests.path is 'With names in braces where ids stood.';
comment on column calendly_requests.status is 'Null: no answer came.';
comment on column calendly_requests.failure is 'The kind of error; null for a success.';
comment on column calendly_requests.took is 'Milliseconds from sending to the whole answer.';

create table change_counters (
  tenant_id uuid not null,
  last bigint not null,
  cursor_key bytea not null default sha256((uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))),
  constraint change_counters_pkey PRIMARY KEY (tenant_id)
);
alter table change_counters enable row level security;
alter table change_counters force row level security;
create policy app on change_counters to slotwire_app using ((tenant_id = tenant())) with check ((tenant_id = tenant()));
grant insert, select, update on change_counters to slotwire_app;
comment on table change_counters is 'Taken as the last statement of a transaction, so that numbers have no gaps and no reader overtakes.';
comment on column change_counters.cursor_key is 'Seals the cursors of those who may see one end user only.';

create table changes (
  tenant_id uuid not null,
  number bigint not null,
  id uuid not null,
  type text collate "C" not null,
  cause text not null,
  account_id uuid,
  end_user_id uuid,
  subject_kind text not null,
  subject_id text collate "C" not null,
  data jsonb not null,
  at timestamp with time zone not null,
  constraint changes_pkey PRIMARY KEY (tenant_id, number),
  constraint changes_cause_check CHECK ((cause = ANY (ARRAY['delivery'::text, 'backfill'::text, 'reconciliation'::text, 'request'::text, 'system'::text]))),
  constraint changes_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['connection'::text, 'account'::text, 'subscription'::text, 'meeting'::text, 'key'::text])))
);
CREATE INDEX changes_by_subject ON slotwire.changes USING btree (tenant_id, subject_kind, subject_id, number);
alter table changes enable row level security;
alter table changes force row level security;
create policy app on changes to slotwire_app using (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (end_user_id = end_user())))) with check (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (end_user_id = end_user()))));
create policy reader on changes for select to slotwire_reader using ((tenant_id IN ( SELECT r.tenant_id
   FROM readers r)));
grant delete, insert, select, update on changes to slotwire_app;
grant select on changes to slotwire_reader;

create table connect_links (
  token_hash bytea not null,
  tenant_id uuid not null,
  account_id uuid not null,
  expires_at timestamp with time zone not null,
  purpose text not null default 'connect'::text,
  origin text,
  return_to text,
  language text,
  browser_hash bytea,
  outcome text,
  constraint connect_links_pkey PRIMARY KEY (token_hash),
  constraint connect_links_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text, 'fr'::text, 'es'::text]))),
  constraint connect_links_purpose_check CHECK ((purpose = ANY (ARRAY['connect'::text, 'manage'::text]))),
  constraint connect_links_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES accounts(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX connect_links_by_account ON slotwire.connect_links USING btree (tenant_id, account_id);
alter table connect_links enable row level security;
alter table connect_links force row level security;
create policy app on connect_links to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
create policy bearer_finds on connect_links for select to slotwire_app using ((token_hash = bearer()));
grant delete, insert, select, update on connect_links to slotwire_app;
comment on table connect_links is 'What an end user opens to connect or to disconnect: for one browser, the first that uses it, until it has ended.';
comment on column connect_links.origin is 'Of the page that opened it, which is told how it ended; null: it was opened from nowhere.';
comment on column connect_links.browser_hash is 'Of the cookie of the browser that used it; null: nobody has.';
comment on column connect_links.outcome is 'connected, disconnecting, asks (which person it shall be), or the code of a refusal; null: it has not come to that.';

create table connections (
  tenant_id uuid not null,
  id integer not null,
  type text not null default 'calendly'::text,
  name text not null,
  client_id text not null,
  client_secret_sealed bytea,
  webhook_signing_key_sealed bytea,
  earlier_keys_sealed bytea[] not null default '{}'::bytea[],
  refused_since timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  deleting_since timestamp with time zone,
  deleted_at timestamp with time zone,
  next_secret_sealed bytea,
  scopes text[] not null default '{}'::text[],
  environment text,
  configured boolean not null default false,
  constraint connections_pkey PRIMARY KEY (tenant_id, id),
  constraint connections_check CHECK ((((deleted_at IS NULL) = (client_secret_sealed IS NOT NULL)) AND ((deleted_at IS NULL) OR (next_secret_sealed IS NULL)))),
  constraint connections_client_id_check CHECK ((client_id <> ''::text)),
  constraint connections_environment_check CHECK ((environment = ANY (ARRAY['development'::text, 'staging'::text, 'production'::text]))),
  constraint connections_id_check CHECK ((id >= 1)),
  constraint connections_name_check CHECK ((((length(name) >= 1) AND (length(name) <= 100)) AND (name ~ '\S'::text))),
  constraint connections_type_check CHECK ((type = 'calendly'::text)),
  constraint connections_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE
);
alter table connections enable row level security;
alter table connections force row level security;
create policy app on connections to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
create policy bearer on connections for select to slotwire_intake using (((tenant_id, id) IN ( SELECT s.tenant_id,
    s.connection_id
   FROM subscriptions s
  WHERE (s.token_hash = ANY (( SELECT bearers() AS bearers)::bytea[])))));
grant delete, insert, select, update on connections to slotwire_app;
grant select (tenant_id, id, webhook_signing_key_sealed, earlier_keys_sealed) on connections to slotwire_intake;
comment on table connections is 'OAuth applications registered with us. A deleted one stays without its secrets, so that its id is never given again.';
comment on column connections.earlier_keys_sealed is 'Signing keys that a newer one replaced, newest first; what Calendly signed before is still known by them.';
comment on column connections.refused_since is 'Since when Calendly refuses this client id and secret together.';
comment on column connections.deleting_since is 'Since when its accounts are disconnected, so that it can be deleted.';
comment on column connections.next_secret_sealed is 'Tried where Calendly refuses the client secret; once accepted, it takes its place.';
comment on column connections.scopes is 'What a person is asked for, in Calendly''s names.';
comment on column connections.environment is 'Which of its applications this is, where Calendly has several.';
comment on column connections.configured is 'Stands in the configuration file, and is changed there.';

create table deliveries (
  tenant_id uuid not null,
  account_id uuid not null,
  id uuid not null,
  subscription_id uuid not null,
  received_at timestamp with time zone not null,
  body bytea not null,
  body_hash bytea not null,
  whole_length integer,
  headers jsonb not null,
  trust text not null,
  key_used text not null,
  signed_at timestamp with time zone not null,
  outcome text not null default 'waiting'::text,
  reason text,
  topic text,
  meeting_id uuid,
  processed_at timestamp with time zone,
  effects jsonb not null default '[]'::jsonb,
  replays integer not null default 0,
  scope text not null default 'user'::text,
  constraint deliveries_pkey PRIMARY KEY (tenant_id, account_id, id),
  constraint deliveries_subscription_id_body_hash_trust_key UNIQUE (subscription_id, body_hash, trust),
  constraint deliveries_key_used_check CHECK ((key_used = ANY (ARRAY['own'::text, 'previous'::text, 'application'::text]))),
  constraint deliveries_outcome_check CHECK ((outcome = ANY (ARRAY['waiting'::text, 'applied'::text, 'no_change'::text, 'kept'::text, 'unconfirmed'::text, 'too_long'::text, 'parked'::text]))),
  constraint deliveries_scope_check CHECK ((scope = ANY (ARRAY['user'::text, 'organization'::text]))),
  constraint deliveries_trust_check CHECK ((trust = ANY (ARRAY['verified'::text, 'stale'::text])))
);
CREATE INDEX deliveries_newest ON slotwire.deliveries USING btree (tenant_id, id DESC);
CREATE INDEX deliveries_unusual ON slotwire.deliveries USING btree (tenant_id, outcome, id DESC) WHERE (outcome <> ALL (ARRAY['waiting'::text, 'applied'::text, 'no_change'::text]));
CREATE INDEX deliveries_waiting ON slotwire.deliveries USING btree (tenant_id, account_id, id) WHERE (outcome = 'waiting'::text);
alter table deliveries enable row level security;
alter table deliveries force row level security;
create policy app on deliveries to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
create policy dispatch on deliveries for select to slotwire_dispatch using (true);
create policy intake on deliveries for insert to slotwire_intake with check (true);
grant delete, insert, select, update on deliveries to slotwire_app;
grant select (tenant_id, account_id, id, outcome) on deliveries to slotwire_dispatch;
grant insert on deliveries to slotwire_intake;
comment on column deliveries.body is 'The bytes as they came: jsonb refuses what an invitee may type.';
comment on column deliveries.whole_length is 'Of a body too long to hold; only its beginning is kept.';
comment on column deliveries.effects is 'What it was told as, in order: time, type of change, meeting. Replays only add.';
comment on column deliveries.scope is 'Of the subscription; one of organization scope was made by anybody there.';

create table delivery_counts (
  tenant_id uuid not null,
  span integer not null,
  began timestamp with time zone not null,
  outcome text not null,
  took smallint not null,
  count integer not null,
  constraint delivery_counts_pkey PRIMARY KEY (tenant_id, span, began, outcome, took),
  constraint delivery_counts_count_check CHECK ((count > 0)),
  constraint delivery_counts_outcome_check CHECK ((outcome = ANY (ARRAY['applied'::text, 'no_change'::text, 'kept'::text, 'unconfirmed'::text, 'too_long'::text, 'parked'::text, 'refused'::text]))),
  constraint delivery_counts_span_check CHECK ((span = ANY (ARRAY[60, 3600]))),
  constraint delivery_counts_took_check CHECK ((took >= 0))
);
alter table delivery_counts enable row level security;
alter table delivery_counts force row level security;
create policy app on delivery_counts to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
grant delete, insert, select, update on delivery_counts to slotwire_app;
comment on table delivery_counts is 'How many deliveries arrived in a minute and in an hour, what each came to at first, and how long that took.';
comment on column delivery_counts.span is 'Seconds from `began` on. Minutes stay for two days, hours as long as any range looks back.';
comment on column delivery_counts.took is 'From arrival to effect, in steps of a quarter of a doubling of one millisecond; 0 for refused ones.';

create table end_users (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null,
  user_id text collate "C" not null,
  name text,
  email text,
  erasing_since timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint end_users_pkey PRIMARY KEY (tenant_id, id),
  constraint end_users_tenant_id_kind_user_id_key UNIQUE (tenant_id, kind, user_id),
  constraint end_users_kind_check CHECK ((kind = ANY (ARRAY['application'::text, 'operator'::text]))),
  constraint end_users_user_id_check CHECK (((length(user_id) >= 1) AND (length(user_id) <= 255))),
  constraint end_users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE
);
alter table end_users enable row level security;
alter table end_users force row level security;
create policy app on end_users to slotwire_app using (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (id = end_user())))) with check (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (id = end_user()))));
create policy reader on end_users for select to slotwire_reader using ((tenant_id IN ( SELECT r.tenant_id
   FROM readers r)));
grant delete, insert, select, update on end_users to slotwire_app;
grant select on end_users to slotwire_reader;
comment on table end_users is 'The application''s own people, and one reserved operator per connection (user_id = its id).';

create table held_consents (
  tenant_id uuid not null,
  link_hash bytea not null,
  account_id uuid not null,
  connection_id integer not null,
  pair_id uuid not null,
  access_sealed bytea not null,
  refresh_sealed bytea not null,
  expires_at timestamp with time zone not null,
  granted_scopes text[] not null,
  wanted_scopes text[] not null,
  person jsonb not null,
  taken_at timestamp with time zone not null,
  held_until timestamp with time zone not null,
  constraint held_consents_pkey PRIMARY KEY (tenant_id, link_hash),
  constraint held_consents_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX held_consents_by_pair ON slotwire.held_consents USING btree (tenant_id, pair_id);
alter table held_consents enable row level security;
alter table held_consents force row level security;
create policy app on held_consents to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
grant delete, insert, select, update on held_consents to slotwire_app;
comment on table held_consents is 'Nobody''s yet: taken over by the answer of the browser that has the link, or given back to Calendly. Outlives its account, so that it is given back in any case.';

create table installation (
  id uuid not null default gen_random_uuid(),
  only_one boolean not null default true,
  created_at timestamp with time zone not null default now(),
  public_url text,
  system_id text,
  timeline integer,
  adopting boolean not null default false,
  constraint installation_pkey PRIMARY KEY (id),
  constraint installation_only_one_key UNIQUE (only_one),
  constraint installation_only_one_check CHECK (only_one)
);
grant select on installation to slotwire_app;
grant select, update (system_id, timeline) on installation to slotwire_dispatch;
grant select on installation to slotwire_intake;
comment on table installation is 'One row, made at the first migration; stands in every address of a subscription.';
comment on column installation.public_url is 'The address that it serves; a service with another one refuses to start.';
comment on column installation.system_id is 'PostgreSQL''s own name of the cluster that it was last served from.';
comment on column installation.timeline is 'The cluster''s timeline then; it grows when a replica or a restored backup takes over.';
comment on column installation.adopting is 'A copy is being made an installation of its own; nothing serves from it before that is done.';

create table invitee_links (
  tenant_id uuid not null,
  account_id uuid not null,
  end_user_id uuid not null,
  old_uuid text collate "C" not null,
  new_uuid text collate "C" not null,
  constraint invitee_links_pkey PRIMARY KEY (tenant_id, account_id, old_uuid, new_uuid),
  constraint invitee_links_tenant_id_account_id_end_user_id_fkey FOREIGN KEY (tenant_id, account_id, end_user_id) REFERENCES accounts(tenant_id, id, end_user_id) ON DELETE CASCADE
);
CREATE INDEX invitee_links_back ON slotwire.invitee_links USING btree (tenant_id, account_id, new_uuid);
alter table invitee_links enable row level security;
alter table invitee_links force row level security;
create policy app on invitee_links to slotwire_app using (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (end_user_id = end_user())))) with check (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (end_user_id = end_user()))));
create policy reader on invitee_links for select to slotwire_reader using ((tenant_id IN ( SELECT r.tenant_id
   FROM readers r)));
grant delete, insert, select, update on invitee_links to slotwire_app;
grant select on invitee_links to slotwire_reader;
comment on table invitee_links is 'One per reschedule, told by either half: the old invitee became the new one.';

create table invitees (
  tenant_id uuid not null,
  account_id uuid not null,
  end_user_id uuid not null,
  uuid text collate "C" not null,
  event_uuid text collate "C" not null,
  status text not null,
  rescheduled boolean not null,
  name text,
  email text,
  timezone text,
  answers jsonb not null default '[]'::jsonb,
  tracking jsonb not null default '{}'::jsonb,
  payment jsonb,
  no_show jsonb,
  cancellation jsonb,
  cancel_url text,
  reschedule_url text,
  booked_at timestamp with time zone,
  marks jsonb not null,
  constraint invitees_pkey PRIMARY KEY (tenant_id, account_id, uuid),
  constraint invitees_status_check CHECK ((status = ANY (ARRAY['active'::text, 'canceled'::text]))),
  constraint invitees_tenant_id_account_id_end_user_id_fkey FOREIGN KEY (tenant_id, account_id, end_user_id) REFERENCES accounts(tenant_id, id, end_user_id) ON DELETE CASCADE
);
CREATE INDEX invitees_by_event ON slotwire.invitees USING btree (tenant_id, event_uuid, account_id);
CREATE INDEX invitees_by_uuid ON slotwire.invitees USING btree (tenant_id, uuid);
alter table invitees enable row level security;
alter table invitees force row level security;
create policy app on invitees to slotwire_app using (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (end_user_id = end_user())))) with check (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (end_user_id = end_user()))));
create policy reader on invitees for select to slotwire_reader using ((tenant_id IN ( SELECT r.tenant_id
   FROM readers r)));
grant delete, insert, select, update on invitees to slotwire_app;
grant select on invitees to slotwire_reader;

create table jobs (
  id bigint not null generated always as identity,
  tenant_id uuid not null,
  name text collate "C" not null,
  key text collate "C" not null,
  payload jsonb not null,
  due_at timestamp with time zone not null,
  attempts integer not null default 0,
  fence bigint not null default 0,
  lease_until timestamp with time zone,
  last_error text,
  created_at timestamp with time zone not null,
  bulk boolean not null default false,
  constraint jobs_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX jobs_alone ON slotwire.jobs USING btree (tenant_id, name, key) WHERE (lease_until IS NOT NULL);
CREATE INDEX jobs_due ON slotwire.jobs USING btree (bulk, due_at);
CREATE UNIQUE INDEX jobs_once ON slotwire.jobs USING btree (tenant_id, name, key) WHERE (lease_until IS NULL);
alter table jobs enable row level security;
alter table jobs force row level security;
create policy app on jobs to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
create policy dispatch on jobs to slotwire_dispatch using (true) with check (true);
grant delete, insert, select, update on jobs to slotwire_app;
grant select (id, tenant_id, name, key, due_at, attempts, fence, lease_until, bulk), update (attempts, fence, lease_until) on jobs to slotwire_dispatch;
comment on column jobs.key is 'At most one job per (tenant, name, key) waits, and at most one runs.';
comment on column jobs.lease_until is 'By the database''s clock; due_at follows the service''s.';
comment on column jobs.bulk is 'It can wait: a worker does the rest first, and keeps places for it.';

create table journal_writers (
  id uuid not null,
  beat bigint not null,
  seen_at timestamp with time zone not null,
  constraint journal_writers_pkey PRIMARY KEY (id)
);
alter table journal_writers enable row level security;
alter table journal_writers force row level security;
create policy dispatch on journal_writers to slotwire_dispatch using (true) with check (true);
grant delete, insert, select, update on journal_writers to slotwire_dispatch;
comment on table journal_writers is 'Beats of the processes that keep a token journal. A journal that knows of a later beat tells that the database went back.';

create table kept_answers (
  tenant_id uuid not null,
  caller_id uuid not null,
  key_hash bytea not null,
  request_hash bytea not null,
  status smallint not null,
  answer_sealed bytea not null,
  expires_at timestamp with time zone not null,
  constraint kept_answers_pkey PRIMARY KEY (tenant_id, caller_id, key_hash),
  constraint kept_answers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE
);
CREATE INDEX kept_answers_ended ON slotwire.kept_answers USING btree (tenant_id, expires_at);
alter table kept_answers enable row level security;
alter table kept_answers force row level security;
create policy app on kept_answers to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
grant delete, insert, select, update on kept_answers to slotwire_app;
comment on table kept_answers is 'What a request with an Idempotency-Key was answered, for its repeat.';

create table key_holders (
  id uuid not null,
  process text not null,
  key_ids text[] not null,
  seals_with text,
  seen_at timestamp with time zone not null,
  constraint key_holders_pkey PRIMARY KEY (id)
);
alter table key_holders enable row level security;
alter table key_holders force row level security;
create policy dispatch on key_holders to slotwire_dispatch using (true) with check (true);
grant delete, insert, select, update on key_holders to slotwire_dispatch;
comment on table key_holders is 'Running processes and the ids of the keys that they hold, as each says every few seconds.';
comment on column key_holders.process is 'Machine and process id, for whoever has to restart it.';
comment on column key_holders.key_ids is 'In the order of its ring: the first is the one that it would seal with.';
comment on column key_holders.seals_with is 'What it seals with; null until it has learnt that.';

create table known_networks (
  tenant_id uuid not null,
  api_key_id uuid,
  network text collate "C" not null,
  last_at timestamp with time zone not null,
  constraint known_networks_tenant_id_api_key_id_network_key UNIQUE NULLS NOT DISTINCT (tenant_id, api_key_id, network),
  constraint known_networks_tenant_id_api_key_id_fkey FOREIGN KEY (tenant_id, api_key_id) REFERENCES api_keys(tenant_id, id) ON DELETE CASCADE
);
alter table known_networks enable row level security;
alter table known_networks force row level security;
create policy app on known_networks to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
grant delete, insert, select, update on known_networks to slotwire_app;
comment on table known_networks is 'From where an API key is used and, without one, from where Calendly''s deliveries come: 24 bits of an IPv4, 48 of an IPv6 address.';

create table legacy_hosts (
  tenant_id uuid not null,
  subscription_id uuid not null,
  calendly_user text collate "C" not null,
  served_at timestamp with time zone not null,
  constraint legacy_hosts_pkey PRIMARY KEY (tenant_id, subscription_id, calendly_user),
  constraint legacy_hosts_tenant_id_subscription_id_fkey FOREIGN KEY (tenant_id, subscription_id) REFERENCES legacy_subscriptions(tenant_id, id) ON DELETE CASCADE
);
alter table legacy_hosts enable row level security;
alter table legacy_hosts force row level security;
create policy app on legacy_hosts to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
grant delete, insert, select, update on legacy_hosts to slotwire_app;
comment on table legacy_hosts is 'Whom a subscription of organization scope told of, and when last, to the hour.';

create table legacy_subscriptions (
  tenant_id uuid not null,
  id uuid not null,
  connection_id integer not null,
  scope text not null,
  creator text collate "C" not null,
  creator_hash bytea not null,
  account_id uuid,
  organization text collate "C",
  calendly_uuid text collate "C" not null,
  callback_url text not null,
  key_sealed bytea,
  state text not null,
  state_since timestamp with time zone not null,
  confirmed text[] not null default '{}'::text[],
  confirmed_at timestamp with time zone,
  problem text,
  created_at timestamp with time zone not null,
  constraint legacy_subscriptions_pkey PRIMARY KEY (tenant_id, id),
  constraint legacy_subscriptions_tenant_id_calendly_uuid_key UNIQUE (tenant_id, calendly_uuid),
  constraint legacy_subscriptions_check CHECK (((scope = 'user'::text) = (account_id IS NOT NULL))),
  constraint legacy_subscriptions_check1 CHECK (((state = 'deleted'::text) OR (key_sealed IS NOT NULL))),
  constraint legacy_subscriptions_scope_check CHECK ((scope = ANY (ARRAY['user'::text, 'organization'::text]))),
  constraint legacy_subscriptions_state_check CHECK ((state = ANY (ARRAY['open'::text, 'deleting'::text, 'deleted'::text]))),
  constraint legacy_subscriptions_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES accounts(tenant_id, id) ON DELETE CASCADE,
  constraint legacy_subscriptions_tenant_id_connection_id_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connections(tenant_id, id)
);
CREATE INDEX legacy_subscriptions_by_account ON slotwire.legacy_subscriptions USING btree (tenant_id, account_id);
CREATE INDEX legacy_subscriptions_by_creator ON slotwire.legacy_subscriptions USING btree (creator_hash);
alter table legacy_subscriptions enable row level security;
alter table legacy_subscriptions force row level security;
create policy app on legacy_subscriptions to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
create policy bearer on legacy_subscriptions for select to slotwire_intake using ((creator_hash = ANY (( SELECT bearers() AS bearers)::bytea[])));
grant delete, insert, select, update on legacy_subscriptions to slotwire_app;
grant select (tenant_id, id, scope, creator_hash, account_id, key_sealed, state) on legacy_subscriptions to slotwire_intake;
comment on table legacy_subscriptions is 'Registered subscriptions of an older integration. A deleted one stays without its key, so that what is still on its way is answered 410.';
comment on column legacy_subscriptions.creator is 'Calendly user whose token made it; every delivery names them.';
comment on column legacy_subscriptions.creator_hash is 'SHA-256 of the id in that URI: what whoever receives looks for.';
comment on column legacy_subscriptions.account_id is 'Whose it is at user scope; at organization scope it serves whoever hosts.';
comment on column legacy_subscriptions.confirmed is 'Hosts without a subscription of their own, without whom it may go all the same: an operator said so.';
comment on column legacy_subscriptions.confirmed_at is 'Since when it need not be watched for 30 days first.';
comment on column legacy_subscriptions.problem is 'Code of why it cannot be deleted; null while nothing stands in the way.';

create table meeting_aliases (
  tenant_id uuid not null,
  account_id uuid not null,
  end_user_id uuid not null,
  alias uuid not null,
  meeting_id uuid not null,
  constraint meeting_aliases_pkey PRIMARY KEY (tenant_id, account_id, alias),
  constraint meeting_aliases_tenant_id_account_id_end_user_id_fkey FOREIGN KEY (tenant_id, account_id, end_user_id) REFERENCES accounts(tenant_id, id, end_user_id) ON DELETE CASCADE
);
alter table meeting_aliases enable row level security;
alter table meeting_aliases force row level security;
create policy app on meeting_aliases to slotwire_app using (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (end_user_id = end_user())))) with check (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (end_user_id = end_user()))));
create policy reader on meeting_aliases for select to slotwire_reader using ((tenant_id IN ( SELECT r.tenant_id
   FROM readers r)));
grant delete, insert, select, update on meeting_aliases to slotwire_app;
grant select on meeting_aliases to slotwire_reader;
comment on table meeting_aliases is 'Ids of meetings that turned out to be part of an older one.';

create table meetings (
  tenant_id uuid not null,
  account_id uuid not null,
  end_user_id uuid not null,
  id uuid not null,
  tail_invitee text collate "C" not null,
  event_uuid text collate "C" not null,
  status text not null,
  no_show boolean not null,
  start_time timestamp with time zone not null,
  end_time timestamp with time zone not null,
  name text not null,
  event_type text,
  invitee_name text not null,
  invitee_email text not null,
  invitee_zone text,
  location jsonb,
  moves integer not null,
  source text not null,
  version bigint not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint meetings_pkey PRIMARY KEY (tenant_id, account_id, id),
  constraint meetings_tenant_id_id_key UNIQUE (tenant_id, id),
  constraint meetings_source_check CHECK ((source = ANY (ARRAY['delivery'::text, 'backfill'::text, 'reconciliation'::text]))),
  constraint meetings_status_check CHECK ((status = ANY (ARRAY['scheduled'::text, 'moved'::text, 'canceled'::text, 'gone'::text]))),
  constraint meetings_tenant_id_account_id_end_user_id_fkey FOREIGN KEY (tenant_id, account_id, end_user_id) REFERENCES accounts(tenant_id, id, end_user_id) ON DELETE CASCADE
);
CREATE INDEX meetings_by_account ON slotwire.meetings USING btree (tenant_id, account_id, start_time, id);
CREATE INDEX meetings_by_end_user ON slotwire.meetings USING btree (tenant_id, end_user_id, start_time, id);
CREATE INDEX meetings_by_event ON slotwire.meetings USING btree (tenant_id, account_id, event_uuid);
CREATE INDEX meetings_by_time ON slotwire.meetings USING btree (tenant_id, start_time, id);
alter table meetings enable row level security;
alter table meetings force row level security;
create policy app on meetings to slotwire_app using (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (end_user_id = end_user())))) with check (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (end_user_id = end_user()))));
create policy reader on meetings for select to slotwire_reader using ((tenant_id IN ( SELECT r.tenant_id
   FROM readers r)));
grant delete, insert, select, update on meetings to slotwire_app;
grant select on meetings to slotwire_reader;

create table members (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  email text collate "C" not null,
  role text not null,
  created_at timestamp with time zone not null,
  signed_in_at timestamp with time zone,
  sso_subject text collate "C",
  constraint members_pkey PRIMARY KEY (tenant_id, id),
  constraint members_tenant_id_email_key UNIQUE (tenant_id, email),
  constraint members_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'operator'::text, 'viewer'::text]))),
  constraint members_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX members_by_subject ON slotwire.members USING btree (tenant_id, sso_subject);
alter table members enable row level security;
alter table members force row level security;
create policy app on members to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
grant delete, insert, select, update on members to slotwire_app;
comment on column members.signed_in_at is 'Last; null: invited, and not yet here.';
comment on column members.sso_subject is 'Issuer and subject, from the first single sign-on: an email may go to somebody else one day.';

create table migrations (
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now(),
  constraint migrations_pkey PRIMARY KEY (number)
);

create table readers (
  role_name name not null,
  tenant_id uuid not null,
  constraint readers_pkey PRIMARY KEY (role_name)
);
alter table readers enable row level security;
alter table readers force row level security;
create policy reader on readers for select to slotwire_reader using ((role_name = CURRENT_USER));
grant select on readers to slotwire_reader;
comment on table readers is 'Which SQL role of an application may read which tenant.';

create table repairs (
  tenant_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  state text not null,
  steps jsonb not null,
  before jsonb not null,
  after jsonb,
  found_before integer not null,
  found integer,
  began_at timestamp with time zone not null,
  gap_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint repairs_pkey PRIMARY KEY (tenant_id, id),
  constraint repairs_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text]))),
  constraint repairs_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES accounts(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX repairs_by_account ON slotwire.repairs USING btree (tenant_id, account_id, began_at);
CREATE UNIQUE INDEX repairs_running ON slotwire.repairs USING btree (tenant_id, account_id) WHERE (state = 'running'::text);
alter table repairs enable row level security;
alter table repairs force row level security;
create policy app on repairs to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
grant delete, insert, select, update on repairs to slotwire_app;
comment on column repairs.steps is 'As planned, each with how it went.';
comment on column repairs.found_before is 'Meetings that sweeps had found until then.';
comment on column repairs.gap_at is 'When the sweep was asked for that ends it.';

create table rotations (
  tenant_id uuid not null,
  id uuid not null,
  account_id uuid,
  connection_id integer,
  accounts integer not null,
  began_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint rotations_pkey PRIMARY KEY (tenant_id, id),
  constraint rotations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE
);
alter table rotations enable row level security;
alter table rotations force row level security;
create policy app on rotations to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
grant delete, insert, select, update on rotations to slotwire_app;
comment on column rotations.accounts is 'How many were connected when it began. What is left is told by the pairs that are older than it.';

create table scheduled_events (
  tenant_id uuid not null,
  account_id uuid not null,
  end_user_id uuid not null,
  uuid text collate "C" not null,
  name text,
  status text not null,
  start_time timestamp with time zone,
  end_time timestamp with time zone,
  event_type text,
  location jsonb,
  hosts jsonb not null default '[]'::jsonb,
  guests jsonb not null default '[]'::jsonb,
  seats integer,
  cancellation jsonb,
  gone boolean not null default false,
  marks jsonb not null,
  fence bigint not null default 0,
  constraint scheduled_events_pkey PRIMARY KEY (tenant_id, account_id, uuid),
  constraint scheduled_events_status_check CHECK ((status = ANY (ARRAY['active'::text, 'canceled'::text]))),
  constraint scheduled_events_tenant_id_account_id_end_user_id_fkey FOREIGN KEY (tenant_id, account_id, end_user_id) REFERENCES accounts(tenant_id, id, end_user_id) ON DELETE CASCADE
);
alter table scheduled_events enable row level security;
alter table scheduled_events force row level security;
create policy app on scheduled_events to slotwire_app using (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (end_user_id = end_user())))) with check (((tenant_id = tenant()) AND ((end_user() IS NULL) OR (end_user_id = end_user()))));
create policy reader on scheduled_events for select to slotwire_reader using ((tenant_id IN ( SELECT r.tenant_id
   FROM readers r)));
grant delete, insert, select, update on scheduled_events to slotwire_app;
grant select on scheduled_events to slotwire_reader;
comment on column scheduled_events.gone is 'Calendly does not show it to this account any more; it may come back.';
comment on column scheduled_events.fence is 'Number of the latest look at Calendly that has begun; what an earlier one read counts no more.';

create table sealing_keys (
  id text collate "C" not null,
  proof bytea not null,
  is_current boolean not null,
  since timestamp with time zone not null,
  retired_at timestamp with time zone,
  rewrap_began_at timestamp with time zone,
  rewrap_ended_at timestamp with time zone,
  rewrapped bigint not null default 0,
  left_over bigint not null default 0,
  constraint sealing_keys_pkey PRIMARY KEY (id),
  constraint sealing_keys_id_check CHECK ((id ~ '^[A-Za-z0-9_-]{1,32}$'::text))
);
CREATE UNIQUE INDEX sealing_keys_current ON slotwire.sealing_keys USING btree (is_current) WHERE is_current;
alter table sealing_keys enable row level security;
alter table sealing_keys force row level security;
create policy dispatch on sealing_keys to slotwire_dispatch using (true) with check (true);
grant delete, insert, select, update on sealing_keys to slotwire_dispatch;
comment on table sealing_keys is 'Keys that ever sealed here, by their ids alone; the current one seals. By the database''s clock.';
comment on column sealing_keys.proof is 'A known word sealed under it: another key of the same id does not open that.';
comment on column sealing_keys.retired_at is 'Since when nothing is sealed under it any more, or it was given up; until then no process starts without it.';
comment on column sealing_keys.rewrapped is 'Values that were sealed anew under it since that began.';
comment on column sealing_keys.left_over is 'Values that are still under another key, as it was counted last.';

create table sessions (
  token_hash bytea not null,
  tenant_id uuid not null,
  member_id uuid not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  id uuid not null default gen_random_uuid(),
  how text not null default 'link'::text,
  browser text not null default ''::text,
  address text not null default ''::text,
  next_hash bytea,
  next_since timestamp with time zone,
  previous_hash bytea,
  previous_until timestamp with time zone,
  renewed_at timestamp with time zone not null default now(),
  constraint sessions_pkey PRIMARY KEY (token_hash),
  constraint sessions_next_hash_key UNIQUE (next_hash),
  constraint sessions_previous_hash_key UNIQUE (previous_hash),
  constraint sessions_how_check CHECK ((how = ANY (ARRAY['link'::text, 'single_sign_on'::text]))),
  constraint sessions_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES members(tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sessions_by_id ON slotwire.sessions USING btree (tenant_id, id);
CREATE INDEX sessions_of_member ON slotwire.sessions USING btree (tenant_id, member_id);
alter table sessions enable row level security;
alter table sessions force row level security;
create policy app on sessions to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
create policy bearer_finds on sessions for select to slotwire_app using (((token_hash = bearer()) OR (next_hash = bearer()) OR (previous_hash = bearer())));
grant delete, insert, select, update on sessions to slotwire_app;
comment on column sessions.next_hash is 'Of the token that was given out to follow; it counts from its first use on.';
comment on column sessions.previous_hash is 'Of the token before; whoever shows it after previous_until has a copy, and ends the session.';

create table sign_in_links (
  token_hash bytea not null,
  tenant_id uuid not null,
  member_id uuid not null,
  expires_at timestamp with time zone not null,
  constraint sign_in_links_pkey PRIMARY KEY (token_hash),
  constraint sign_in_links_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES members(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX sign_in_links_of_member ON slotwire.sign_in_links USING btree (tenant_id, member_id);
alter table sign_in_links enable row level security;
alter table sign_in_links force row level security;
create policy app on sign_in_links to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
create policy bearer_finds on sign_in_links for select to slotwire_app using ((token_hash = bearer()));
create policy bearer_uses_up on sign_in_links for delete to slotwire_app using ((token_hash = bearer()));
grant delete, insert, select, update on sign_in_links to slotwire_app;
comment on table sign_in_links is 'One-time links; used up by deleting the row.';

create table subscriptions (
  tenant_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  connection_id integer not null,
  scope text not null,
  generation integer not null,
  token_hash bytea not null,
  url_sealed bytea,
  key_sealed bytea,
  previous_key_sealed bytea,
  calendly_uuid text collate "C",
  topics text[] not null,
  refused_topics text[] not null default '{}'::text[],
  state text not null,
  state_since timestamp with time zone not null,
  problem text,
  fence bigint not null default 0,
  lease_until timestamp with time zone,
  key_in_use text,
  misses integer not null default 0,
  missed_at timestamp with time zone,
  missed_since timestamp with time zone,
  created_at timestamp with time zone not null,
  look_due timestamp with time zone,
  unanswered_since timestamp with time zone,
  looked_at timestamp with time zone,
  constraint subscriptions_pkey PRIMARY KEY (tenant_id, id),
  constraint subscriptions_tenant_id_account_id_scope_generation_key UNIQUE (tenant_id, account_id, scope, generation),
  constraint subscriptions_token_hash_key UNIQUE (token_hash),
  constraint subscriptions_check CHECK (((state = 'deleted'::text) OR ((url_sealed IS NOT NULL) AND (key_sealed IS NOT NULL)))),
  constraint subscriptions_key_in_use_check CHECK ((key_in_use = ANY (ARRAY['own'::text, 'previous'::text, 'application'::text]))),
  constraint subscriptions_scope_check CHECK ((scope = ANY (ARRAY['user'::text, 'organization'::text, 'group'::text]))),
  constraint subscriptions_state_check CHECK ((state = ANY (ARRAY['wanted'::text, 'active'::text, 'retrying'::text, 'disabled'::text, 'deleting'::text, 'deleted'::text]))),
  constraint subscriptions_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES accounts(tenant_id, id) ON DELETE CASCADE
);
alter table subscriptions enable row level security;
alter table subscriptions force row level security;
create policy app on subscriptions to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
create policy bearer on subscriptions for select to slotwire_intake using ((token_hash = ANY (( SELECT bearers() AS bearers)::bytea[])));
grant delete, insert, select, update on subscriptions to slotwire_app;
grant select (tenant_id, id, account_id, connection_id, scope, generation, token_hash, key_sealed, previous_key_sealed, state, key_in_use, misses, missed_at) on subscriptions to slotwire_intake;
comment on table subscriptions is 'Our registrations at Calendly. Intent is written before the call; a deleted one stays, so that its address answers 410.';
comment on column subscriptions.refused_topics is 'Topics that were wanted and that Calendly did not allow.';
comment on column subscriptions.problem is 'Code of why it cannot be made; null while nothing stands in the way.';
comment on column subscriptions.lease_until is 'While one process speaks with Calendly about the account''s subscriptions, by the database''s clock.';
comment on column subscriptions.misses is 'Deliveries in a row that no key verified, at most one counted a second.';
comment on column subscriptions.look_due is 'When it is to be looked at again; long past, nobody watches.';
comment on column subscriptions.unanswered_since is 'Since when Calendly was asked several times in a row and gave no answer.';
comment on column subscriptions.looked_at is 'When the last look began that Calendly answered.';

create table sweeps (
  tenant_id uuid not null,
  account_id uuid not null,
  how text not null,
  how_since timestamp with time zone not null,
  as_of timestamp with time zone,
  past_as_of timestamp with time zone,
  began timestamp with time zone,
  ended timestamp with time zone,
  requests integer,
  every_seconds integer,
  found jsonb not null default '{}'::jsonb,
  problem text,
  problem_since timestamp with time zone,
  silent_since timestamp with time zone,
  silent integer not null default 0,
  constraint sweeps_pkey PRIMARY KEY (tenant_id, account_id),
  constraint sweeps_how_check CHECK ((how = ANY (ARRAY['webhook'::text, 'polling'::text]))),
  constraint sweeps_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES accounts(tenant_id, id) ON DELETE CASCADE
);
alter table sweeps enable row level security;
alter table sweeps force row level security;
create policy app on sweeps to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
grant delete, insert, select, update on sweeps to slotwire_app;
comment on table sweeps is 'How the last reconciliation of an account went.';
comment on column sweeps.as_of is 'When the last complete sweep began: what did not move since is as Calendly has it.';
comment on column sweeps.past_as_of is 'The same of the last one that read the past as well.';
comment on column sweeps.found is 'Meetings that sweeps moved because nothing else had told of it, by day, of the last week.';
comment on column sweeps.silent_since is 'When the first booking was found that should have been told and was not; ended by the next delivery.';
comment on column sweeps.silent is 'How many of them were found since then.';

create table tenants (
  id uuid not null,
  slug text collate "C" not null,
  name text not null,
  environment text not null,
  demo jsonb,
  next_connection_id integer not null default 1,
  on_disconnect text not null default 'keep'::text,
  return_addresses text[] not null default '{}'::text[],
  created_at timestamp with time zone not null,
  connect_name text,
  connect_color text,
  connect_logo bytea,
  connect_logo_type text,
  constraint tenants_pkey PRIMARY KEY (id),
  constraint tenants_slug_key UNIQUE (slug),
  constraint tenants_check CHECK (((connect_logo IS NULL) = (connect_logo_type IS NULL))),
  constraint tenants_connect_color_check CHECK ((connect_color ~ '^[0-9a-f]{6}$'::text)),
  constraint tenants_connect_logo_check CHECK ((length(connect_logo) <= 100000)),
  constraint tenants_connect_logo_type_check CHECK ((connect_logo_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/webp'::text]))),
  constraint tenants_connect_name_check CHECK ((((length(connect_name) >= 1) AND (length(connect_name) <= 100)) AND (connect_name ~ '\S'::text))),
  constraint tenants_environment_check CHECK ((environment = ANY (ARRAY['development'::text, 'staging'::text, 'production'::text]))),
  constraint tenants_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint tenants_next_connection_id_check CHECK ((next_connection_id >= 1)),
  constraint tenants_on_disconnect_check CHECK ((on_disconnect = ANY (ARRAY['keep'::text, 'erase'::text]))),
  constraint tenants_slug_check CHECK ((slug ~ '^[a-z][a-z0-9-]{0,39}$'::text))
);
alter table tenants enable row level security;
alter table tenants force row level security;
create policy app on tenants to slotwire_app using (((id = tenant()) AND (end_user() IS NULL))) with check (((id = tenant()) AND (end_user() IS NULL)));
create policy dispatch on tenants for select to slotwire_dispatch using (true);
grant delete, insert, select, update on tenants to slotwire_app;
grant select (id, slug) on tenants to slotwire_dispatch;
comment on column tenants.next_connection_id is 'Counter of connection ids; only grows, so that an id is never reused.';
comment on column tenants.return_addresses is 'Origins to which a browser may be sent back after Calendly, besides our own pages.';
comment on column tenants.connect_name is 'The application''s name for its end users; null: the tenant''s.';
comment on column tenants.connect_color is 'Six hex digits, as they were asked for; worn so that words on it can be read.';

create table token_calls (
  key_hash bytea not null,
  called_at timestamp with time zone[] not null,
  constraint token_calls_pkey PRIMARY KEY (key_hash)
);
alter table token_calls enable row level security;
alter table token_calls force row level security;
create policy dispatch on token_calls to slotwire_dispatch using (true) with check (true);
grant delete, insert, select, update on token_calls to slotwire_dispatch;
comment on table token_calls is 'When tokens were asked for lately, newest first, by the hash of OAuth client and Calendly user.';

create table token_sets (
  tenant_id uuid not null,
  account_id uuid not null,
  connection_id integer not null,
  pair_id uuid not null,
  access_sealed bytea not null,
  refresh_sealed bytea,
  spare_sealed bytea[] not null default '{}'::bytea[],
  expires_at timestamp with time zone,
  refused boolean not null default false,
  forced boolean not null default false,
  fence bigint not null default 0,
  lease_until timestamp with time zone,
  updated_at timestamp with time zone not null,
  constraint token_sets_pkey PRIMARY KEY (tenant_id, account_id, connection_id),
  constraint token_sets_tenant_id_pair_id_key UNIQUE (tenant_id, pair_id),
  constraint token_sets_check CHECK (((refresh_sealed IS NULL) = (expires_at IS NULL))),
  constraint token_sets_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES accounts(tenant_id, id) ON DELETE CASCADE
);
alter table token_sets enable row level security;
alter table token_sets force row level security;
create policy app on token_sets to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
grant delete, insert, select, update on token_sets to slotwire_app;
comment on column token_sets.pair_id is 'Names the pair of tokens: what a refresh brought is stored only over the very pair that it used up.';
comment on column token_sets.refresh_sealed is 'Null of a personal access token, which is the access token then.';
comment on column token_sets.spare_sealed is 'Refresh tokens that a later consent replaced, kept to be given back at disconnect.';
comment on column token_sets.refused is 'A request with this access token was answered 401.';
comment on column token_sets.forced is 'This pair came from a refresh that such an answer forced.';
comment on column token_sets.fence is 'Grows with each refresh begun; only its holder lets go of the lease.';
comment on column token_sets.lease_until is 'By the database''s clock. One that ran out belongs to a refresh whose end is not known.';

create table unverified_deliveries (
  tenant_id uuid not null,
  account_id uuid not null,
  id uuid not null,
  subscription_id uuid not null,
  connection_id integer not null,
  received_at timestamp with time zone not null,
  sealed bytea,
  event_uuid text collate "C",
  asked_at timestamp with time zone,
  settled boolean not null default false,
  constraint unverified_deliveries_pkey PRIMARY KEY (tenant_id, account_id, id),
  constraint unverified_deliveries_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES accounts(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX unverified_by_connection ON slotwire.unverified_deliveries USING btree (tenant_id, connection_id, subscription_id);
CREATE INDEX unverified_by_subscription ON slotwire.unverified_deliveries USING btree (tenant_id, subscription_id, id);
alter table unverified_deliveries enable row level security;
alter table unverified_deliveries force row level security;
create policy app on unverified_deliveries to slotwire_app using (((tenant_id = tenant()) AND (end_user() IS NULL))) with check (((tenant_id = tenant()) AND (end_user() IS NULL)));
grant delete, insert, select, update on unverified_deliveries to slotwire_app;
comment on table unverified_deliveries is 'What came while nobody knew the signing key: without effect, until a key verifies it or newer ones push it out.';
comment on column unverified_deliveries.sealed is 'Headers and body; null for one that was too large to keep.';
comment on column unverified_deliveries.event_uuid is 'The scheduled event that it names, to ask Calendly about.';
comment on column unverified_deliveries.settled is 'Calendly was asked, and what it answered has had its effect.';
