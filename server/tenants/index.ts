export { createTenants, type NewTenant } from './create.ts';
export { sessionRoutes } from './routes.ts';
export { createSessions } from './sessions.ts';
export { getTenant, onDisconnect } from './store.ts';
