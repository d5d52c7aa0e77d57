export { createBackfill } from './backfill.ts';
