export { ensureTenant, type NewTenant } from './create.ts';
export { sessionRoutes } from './routes.ts';
export { createSessions, type Sessions } from './sessions.ts';
