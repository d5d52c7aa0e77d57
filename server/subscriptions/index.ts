export { describeObstacle } from './health.ts';
export type { LegacyCandidate } from './legacy.ts';
export { sealedLegacySubscriptions } from './legacy-store.ts';
export type { OlderSubscription } from './move-over.ts';
export { roundTripHeader } from './round-trip.ts';
export { sealedSubscriptions, versionsOpened } from './store.ts';
export { createSubscriptions, type Subscriptions } from './subscriptions.ts';
export type { Surveyed } from './survey.ts';
