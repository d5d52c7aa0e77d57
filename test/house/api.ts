/** The API's description as the service would tell it, with nothing running: routes are made, never called. */
import { tmpdir } from 'node:os';
import { routesOf } from '../../server/app.ts';
import type { Calendly } from '../../server/calendly/index.ts';
import type { Live } from '../../server/changes/index.ts';
import { systemClock } from '../../server/clock.ts';
import { usualThresholds } from '../../server/config.ts';
import type { Database } from '../../server/db/index.ts';
import type { Route } from '../../server/http/index.ts';
import { createLog } from '../../server/log.ts';
import { createMetrics } from '../../server/metrics.ts';
import { createModules } from '../../server/modules.ts';
import type { Requests } from '../../server/requests/index.ts';
import { parseKeyRing } from '../../server/vault/index.ts';
import { testKeys } from '../support/keys.ts';

export function listRoutes(): Route[] {
  const nowhere = 'http://localhost';
  const calendly = { kind: 'emulator', apiUrl: nowhere, authUrl: nowhere } as const;
  const modules = createModules(
    {
      publicUrl: nowhere,
      dataFolder: tmpdir(),
      calendly,
      deliveriesKeptDays: 1,
      alarms: usualThresholds,
      requestsPerMinute: 1,
    },
    {
      database: {} as Database,
      log: createLog('silent'),
      ring: parseKeyRing(testKeys),
      clock: systemClock,
      metrics: createMetrics(),
      calendly: {} as Calendly,
      budget: { limitOf: () => undefined, stateOf: async () => null },
      requests: {} as Requests,
      skewOf: () => undefined,
    },
  );
  return routesOf(modules, {} as Live);
}

/** `docs/openapi.json`, whole. */
export async function describeOurApi(): Promise<string> {
  const described = listRoutes().find(({ path }) => path === '/api/v1/openapi.json')!;
  return `${JSON.stringify(await described.handler(undefined), null, 2)}\n`;
}
