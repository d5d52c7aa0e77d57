export { type Bucketed, endOfStep } from './counts.ts';
export { createDeliveries, type Deliveries } from './deliveries.ts';
export { listBusy } from './read.ts';
export { deliveryRoutes } from './routes.ts';
export { sealedDeliveries } from './unverified-store.ts';
