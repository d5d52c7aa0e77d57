-- What Calendly said last of the person's role in their organization, and of its plan.

alter table accounts
  add column calendly_role   text,
  add column calendly_plan   text,
  add column calendly_stage  text,
  add column probed_at       timestamptz;
comment on column accounts.probed_at is 'When role, plan and stage were asked for; null: not yet.';
