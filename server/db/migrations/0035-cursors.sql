-- What whoever is bound to one end user gets for a cursor is sealed, since a number counts what moved for everybody.

alter table change_counters add column cursor_key bytea not null
  default sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
comment on column change_counters.cursor_key is 'Seals the cursors of those who may see one end user only.';

