export { createTenants, type NewTenant } from './create.ts';
export { returnAddressRoutes } from './return-addresses.ts';
export { sessionRoutes } from './routes.ts';
export { createSessions } from './sessions.ts';
export { getTenant, listReturnAddresses, onDisconnect } from './store.ts';
