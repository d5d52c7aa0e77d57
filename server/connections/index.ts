export { authorizationStart, connection, status } from './answers.ts';
export { type Connections, createConnections } from './connections.ts';
export { connectionAddress } from './fields.ts';
export { connectionRoutes } from './routes.ts';
export { type ConnectionRow, sealedConnections } from './store.ts';
export { type ConnectionViews, createConnectionViews, type StatusesOf } from './views.ts';
