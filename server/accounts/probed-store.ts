import type { Tx } from '../db/index.ts';

/** In Calendly's words. */
export interface Probed {
  role: string | null;
  plan: string | null;
  stage: string | null;
}

export async function writeProbed(
  tx: Tx,
  id: string,
  { role, plan, stage, at }: Probed & { at: string },
): Promise<void> {
  await tx.query(
    `update accounts set calendly_role = $2, calendly_plan = $3, calendly_stage = $4, probed_at = $5
     where tenant_id = tenant() and id = $1`,
    [id, role, plan, stage, at],
  );
}
