export { authorizationStart, connection, status } from './answers.ts';
export { createConfigure } from './configure.ts';
export { type Connections, createConnections } from './connections.ts';
export { type ConfiguredConnection, configuredConnection, connectionAddress } from './fields.ts';
export { connectionRoutes } from './routes.ts';
export { connectionSchema, schemaRoute } from './specs.ts';
export { type ConnectionRow, sealedConnections } from './store.ts';
export { type ConnectionViews, createConnectionViews, type StatusesOf } from './views.ts';
