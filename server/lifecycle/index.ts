export { createLifecycle } from './lifecycle.ts';
export { lifecycleRoutes } from './routes.ts';
