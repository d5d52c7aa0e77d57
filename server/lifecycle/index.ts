export type { Inspected } from './activate.ts';
export type { Imported } from './import.ts';
export { parseImportRows } from './import-rows.ts';
export { createLifecycle, type Lifecycle } from './lifecycle.ts';
export { lifecycleRoutes } from './routes.ts';
