export { createOverviews } from './overview.ts';
export { overviewRoutes } from './routes.ts';
