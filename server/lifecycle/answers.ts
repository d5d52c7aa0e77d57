/** Shapes of tests. */
import { z } from 'zod';
import type { TestReport } from '../../sdk/types.ts';
import { answerOf } from '../http/index.ts';

const fact = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

export const testReport = answerOf<TestReport>()(
  'TestReport',
  z.strictObject({
    lines: z.array(
      z.strictObject({
        step: z.enum(['client', 'calendly', 'permissions', 'subscription', 'address', 'delivery', 'clock']),
        outcome: z.enum(['passed', 'failed', 'waiting', 'not_tried']),
        facts: z.record(z.string(), fact),
        words: z.string().optional(),
        wayOut: z.string().optional(),
      }),
    ),
  }),
);
