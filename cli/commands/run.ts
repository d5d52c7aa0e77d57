/**
 * What every command that runs the service shares: database up and migrated, keys in hand, service made;
 * and on a signal everything let go in the reverse order, once.
 */

import { createService, type Service } from '../../server/app.ts';
import type { Config } from '../../server/config.ts';
import { createLog, type Log } from '../../server/log.ts';
import { openDatabase } from '../../server/open.ts';
import { uiFolder } from '../ui-build.ts';

export interface Running {
  service: Service;
  log: Log;
}

export async function runService(config: Config, later: Stopping): Promise<Running> {
  const log = createLog(config.logLevel);
  const { database, keys, stop } = await openDatabase(config, log);
  later.push(stop);
  const service = await createService(config, { database, keys, log, uiFolder });
  later.push(() => service.stop());
  return { service, log };
}

/** What to do on the way down, last made first. */
export type Stopping = (() => Promise<void>)[];

/** Runs `begin`, then waits for SIGINT or SIGTERM; lets everything go also when `begin` fails. */
export async function untilStopped(begin: (later: Stopping) => Promise<void>): Promise<void> {
  const later: Stopping = [];
  const asked = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  try {
    await begin(later);
    await asked;
  } finally {
    for (const stop of later.reverse()) await stop();
  }
}
