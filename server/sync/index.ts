export { createBackfill } from './backfill.ts';
export { createFreshness } from './freshness.ts';
export { createGlance } from './glance.ts';
export { createReconcile } from './reconcile.ts';
export { createSilence } from './silence.ts';
export { surveySweeps } from './survey.ts';
export { findSweep } from './swept.ts';
