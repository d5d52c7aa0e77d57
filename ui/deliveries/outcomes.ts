/** What can have become of a delivery, in the order in which it is offered; an address may name one of these. */
export const outcomes = [
  'applied',
  'no_change',
  'kept',
  'waiting',
  'unconfirmed',
  'too_long',
  'parked',
  'unverified',
] as const;
