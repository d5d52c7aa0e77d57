-- A scheduled event or an invitee is found by its URI in all accounts of a tenant.

drop index invitees_by_event;
create index invitees_by_event on invitees (tenant_id, event_uuid, account_id);
create index invitees_by_uuid on invitees (tenant_id, uuid);
