export { createBackfill } from './backfill.ts';
export { createFreshness } from './freshness.ts';
export { createReconcile } from './reconcile.ts';
export { surveySweeps } from './survey.ts';
