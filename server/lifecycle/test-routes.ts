/** Tests over HTTP: of an account, and of a connection with the operator's own account. */
import type { TestReport } from '../../sdk/types.ts';
import { accountAddress } from '../accounts/index.ts';
import { connectionAddress } from '../connections/index.ts';
import { Failure } from '../errors.ts';
import { type Route, route } from '../http/index.ts';
import { testReport } from './answers.ts';
import type { Lifecycle } from './lifecycle.ts';

export function testRoutes({ lifecycle }: { lifecycle: Lifecycle }): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/v1/accounts/{id}/test',
      summary: 'Try whether everything of an account works',
      access: 'operator',
      scope: 'accounts:write',
      params: accountAddress,
      callsOut: true,
      answers: 200,
      answer: testReport,
      handler: async ({ principal: { tenantId }, params }): Promise<TestReport> =>
        found(await lifecycle.test.account(tenantId, params.id)),
    }),
    route({
      method: 'POST',
      path: '/api/v1/connections/{id}/test',
      summary: 'Try whether Calendly takes its credentials, and the operator’s own account',
      access: 'operator',
      scope: 'connections:write',
      params: connectionAddress,
      callsOut: true,
      answers: 200,
      answer: testReport,
      handler: async ({ principal: { tenantId }, params }): Promise<TestReport> =>
        found(await lifecycle.test.connection(tenantId, params.id)),
    }),
  ];
}

function found(report: TestReport | undefined): TestReport {
  if (!report) throw new Failure('not_found');
  return report;
}
