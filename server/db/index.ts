export type { Database, Statement, Tx } from './tx.ts';
