-- What the watch knows: when an account's subscription is to be looked at again, since when Calendly leaves that
-- unanswered, and bookings that no delivery brought.

alter table subscriptions
  add column look_due timestamptz,
  add column unanswered_since timestamptz,
  add column looked_at timestamptz;
comment on column subscriptions.look_due is 'When it is to be looked at again; long past, nobody watches.';
comment on column subscriptions.unanswered_since is 'Since when Calendly was asked several times in a row and gave no answer.';
comment on column subscriptions.looked_at is 'When the last look began that Calendly answered.';

alter table sweeps
  add column silent_since timestamptz,
  add column silent integer not null default 0;
comment on column sweeps.silent_since is 'When the first booking was found that should have been told and was not; ended by the next delivery.';
comment on column sweeps.silent is 'How many of them were found since then.';
