export { type Alarms, createAlarms } from './alarms.ts';
