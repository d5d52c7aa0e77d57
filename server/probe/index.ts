export { configure } from './configure.ts';
export type { Finding } from './judge.ts';
export { createPace } from './pace.ts';
export type { Asked } from './parts.ts';
export type { Step } from './person.ts';
export { createProbe, type ProbeReport } from './probe.ts';
