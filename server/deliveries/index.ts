export { createDeliveries } from './deliveries.ts';
export { deliveryRoutes } from './routes.ts';
