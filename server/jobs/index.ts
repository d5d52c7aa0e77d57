export type { Tasks } from './catalogue.ts';
export { createEnqueue, type Enqueue } from './enqueue.ts';
export { done, giveUp, type Outcome, retry, snooze } from './outcome.ts';
export { createWorker, type Run, type Runners } from './worker.ts';
