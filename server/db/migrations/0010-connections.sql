-- What a connection may carry beside its five properties, accounts on their way to another connection, and the moves of
-- an account's state.

alter table connections
  add column next_secret_sealed  bytea,
  add column scopes              text[] not null default '{}',
  add column environment         text check (environment in ('development', 'staging', 'production')),
  add column configured          boolean not null default false;
update connections set scopes =
  '{users:read,organizations:read,event_types:read,scheduled_events:read,availability:read,webhooks:write}';
comment on column connections.next_secret_sealed is 'Tried where Calendly refuses the client secret; once accepted, it takes its place.';
comment on column connections.scopes is 'What a person is asked for, in Calendly''s names.';
comment on column connections.environment is 'Which of its applications this is, where Calendly has several.';
comment on column connections.configured is 'Stands in the configuration file, and is changed there.';
alter table connections drop constraint connections_check,
  add check ((deleted_at is null) = (client_secret_sealed is not null)
    and (deleted_at is null or next_secret_sealed is null));

alter table accounts
  add column next_connection_id  integer,
  add foreign key (tenant_id, next_connection_id) references connections;
comment on column accounts.next_connection_id is 'The connection that the next consent goes through, where that is another one.';

create function refuse_impossible_move() returns trigger language plpgsql as $$
begin
  raise exception 'an account does not go from % to %', old.state, new.state using errcode = 'check_violation';
end $$;

create trigger accounts_move before update of state on accounts for each row
  when (old.state is distinct from new.state and not (
    old.state in ('configured', 'disconnected') and new.state = 'connected'
    or old.state = 'connected' and new.state in ('error', 'disconnected')
    or old.state = 'error' and new.state in ('connected', 'disconnected')))
  execute function refuse_impossible_move();
