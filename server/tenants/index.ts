export { type ApiKeys, createApiKeys } from './api-keys.ts';
export { createAudit } from './audit.ts';
export { auditRoutes } from './audit-routes.ts';
export { createAuthenticate } from './authenticate.ts';
export { createSessionCookies } from './cookies.ts';
export { createTenants, type NewTenant, type Tenants } from './create.ts';
export { keyRoutes } from './key-routes.ts';
export {
  type ConnectLook,
  getConnectLook,
  writeConnectLogo,
  writeConnectLook,
} from './look-store.ts';
export { readAddress, returnAddressRoutes } from './return-addresses.ts';
export { sessionRoutes } from './routes.ts';
export { sealingKeyRoutes } from './sealing-keys.ts';
export { createSessions } from './sessions.ts';
export { createSingleSignOn } from './single-sign-on.ts';
export { singleSignOnRoutes } from './single-sign-on-routes.ts';
export { getTenant, listReturnAddresses, listTenantIds, onDisconnect } from './store.ts';
export { createTeam, signInAddress } from './team.ts';
export { teamRoutes } from './team-routes.ts';
