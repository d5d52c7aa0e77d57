/** Whether this process can do its work: what `/readyz` answers. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './db/index.ts';
import { type Route, route } from './http/index.ts';

export interface Readiness {
  ready: boolean;
  checks: Record<string, 'ok' | 'failed'>;
}

export function createReadiness(deps: {
  database: Database;
  uiFolder: string;
  /** The emulator's address, where Calendly is one. */
  emulatorUrl: string | undefined;
}): () => Promise<Readiness> {
  const checks: Record<string, () => Promise<boolean>> = {
    database: () =>
      deps.database.dispatchTransaction(async (tx) => (await tx.query('select 1')).length === 1),
    ui: async () => existsSync(join(deps.uiFolder, 'index.html')),
  };
  const { emulatorUrl } = deps;
  if (emulatorUrl) {
    checks.emulator = async () =>
      (await fetch(`${emulatorUrl}/readyz`, { signal: AbortSignal.timeout(2000) })).ok;
  }
  return async () => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        const ok = await check().catch(() => false);
        return [name, ok ? 'ok' : 'failed'] as const;
      }),
    );
    return { ready: results.every(([, result]) => result === 'ok'), checks: Object.fromEntries(results) };
  };
}

export function readyRoutes(readiness: () => Promise<Readiness>): Route[] {
  return [
    route({
      method: 'GET',
      path: '/readyz',
      summary: 'Whether everything needed answers: 200, or 503 with what does not',
      access: 'public',
      answers: 200,
      handler: async ({ reply }) => {
        const state = await readiness();
        return reply.code(state.ready ? 200 : 503).send(state);
      },
    }),
    route({
      method: 'GET',
      path: '/livez',
      summary: 'Whether the process answers at all',
      access: 'public',
      answers: 200,
      handler: async () => ({ alive: true }),
    }),
  ];
}
