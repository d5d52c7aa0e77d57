/** Shapes of repairs. */
import { z } from 'zod';
import type { Repair, RepairPlan, RepairStatus } from '../../sdk/types.ts';
import { answerOf, idOf, time } from '../http/index.ts';

const step = {
  key: z.string(),
  verb: z.enum(['ask_person', 'create_subscription', 'delete_subscription', 'read_gap']),
  target: z.string(),
  why: z.string(),
  requests: z.int(),
};

const byItself = z.strictObject({ today: z.int(), most: z.int() });

export const repairPlan = answerOf<RepairPlan>()(
  'RepairPlan',
  z.strictObject({
    accountId: idOf('account'),
    computedAt: time,
    basis: z.string(),
    steps: z.array(z.strictObject(step)),
    requests: z.int(),
    runnable: z.boolean(),
    leftAlone: z.int().nullable(),
    byItself,
  }),
);

const picture = z.strictObject({
  level: z.enum(['ok', 'attention', 'broken']),
  reasons: z.array(z.strictObject({ code: z.string(), words: z.string() })),
  subscription: z.enum(['wanted', 'active', 'retrying', 'disabled', 'deleting']).nullable(),
});

export const repair = answerOf<Repair>()(
  'Repair',
  z.strictObject({
    id: idOf('repair'),
    accountId: idOf('account'),
    state: z.enum(['running', 'done', 'failed']),
    beganAt: time,
    endedAt: time.nullable(),
    steps: z.array(
      z.strictObject({
        ...step,
        state: z.enum(['waiting', 'running', 'done', 'failed']),
        words: z.string().nullable(),
      }),
    ),
    before: picture,
    after: picture.nullable(),
    found: z.int().nullable(),
  }),
);

export const repairStatus = answerOf<RepairStatus>()(
  'RepairStatus',
  z.strictObject({ repair: repair.nullable(), byItself }),
);
