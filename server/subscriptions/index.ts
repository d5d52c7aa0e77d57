export { sealedSubscriptions } from './store.ts';
export { createSubscriptions, type Subscriptions } from './subscriptions.ts';
