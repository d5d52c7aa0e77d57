/** Repair of an account over HTTP: its plan, doing it, how far it is. */
import { z } from 'zod';
import type { Repair, RepairPlan, RepairStatus } from '../../sdk/types.ts';
import { accountAddress } from '../accounts/index.ts';
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { type Route, route } from '../http/index.ts';
import type { Lifecycle } from './lifecycle.ts';
import { repair, repairPlan, repairStatus } from './repair-answers.ts';

const repairBody = z.strictObject({
  basis: z.string({ error: 'Send the basis of the plan that you have seen.' }).max(64),
});

export function repairRoutes({ database, lifecycle }: { database: Database; lifecycle: Lifecycle }): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/v1/accounts/{id}/repair/plan',
      summary: 'Compute what a repair of an account would do, and change nothing',
      access: 'operator',
      scope: 'accounts:write',
      params: accountAddress,
      callsOut: true,
      answers: 200,
      answer: repairPlan,
      refuses: ['calendly_unreachable'],
      handler: async ({ principal, params }): Promise<RepairPlan> =>
        found(await lifecycle.repair.plan(principal.tenantId, params.id)),
    }),
    route({
      method: 'POST',
      path: '/api/v1/accounts/{id}/repair',
      summary: 'Repair an account by the plan that was seen',
      access: 'operator',
      scope: 'accounts:write',
      params: accountAddress,
      body: repairBody,
      callsOut: true,
      answers: 202,
      answer: repair,
      refuses: ['repair_plan_changed', 'repair_needs_person', 'calendly_unreachable'],
      handler: async ({ principal, params, body }): Promise<Repair> =>
        found(await lifecycle.repair.begin(principal.tenantId, params.id, body.basis)),
    }),
    route({
      method: 'GET',
      path: '/api/v1/accounts/{id}/repair',
      summary: 'Read how far the last repair of an account is',
      access: 'viewer',
      scope: 'accounts:read',
      params: accountAddress,
      answers: 200,
      answer: repairStatus,
      handler: ({ principal, params }): Promise<RepairStatus> =>
        database.tenantTransaction(
          principal.tenantId,
          async (tx) => found(await lifecycle.repair.status(tx, params.id)),
          { endUserId: principal.endUserId },
        ),
    }),
  ];
}

function found<T>(one: T | undefined): T {
  if (one === undefined) throw new Failure('not_found');
  return one;
}
