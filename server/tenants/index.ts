export { createApiKeys } from './api-keys.ts';
export { createAuthenticate } from './authenticate.ts';
export { createTenants, type NewTenant } from './create.ts';
export { keyRoutes } from './key-routes.ts';
export { returnAddressRoutes } from './return-addresses.ts';
export { sessionRoutes } from './routes.ts';
export { createSessions } from './sessions.ts';
export { getTenant, listReturnAddresses, onDisconnect } from './store.ts';
