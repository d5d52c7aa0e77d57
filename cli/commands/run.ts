/**
 * What every command that runs the service shares: database up and migrated, keys in hand, service made;
 * and on a signal everything let go in the reverse order, once.
 */
import { createService, type Service } from '../../server/app.ts';
import { type Config, type Environment, readConfig } from '../../server/config.ts';
import type { ConfigFile } from '../../server/config-file.ts';
import { createLog } from '../../server/log.ts';
import { type Opened, openDatabase } from '../../server/open.ts';
import { say, sayDone } from '../output.ts';
import { uiFolder } from '../ui-build.ts';
import { localEnvironment } from './local.ts';

/** `ui` is waited for before the service is made: it serves the files that are there then. */
export async function runService(
  config: Config,
  later: Stopping,
  ui: Promise<unknown> = Promise.resolve(),
): Promise<Service> {
  const opened = await openDatabase(config, createLog(config.logLevel));
  later.push(opened.stop);
  await ui;
  return serviceOver(config, opened, later);
}

/** The service over a database that is open already. */
export async function serviceOver(
  config: Config,
  { database, readKeys }: Pick<Opened, 'database' | 'readKeys'>,
  later: Stopping,
): Promise<Service> {
  const log = createLog(config.logLevel);
  const service = await createService(config, { database, readKeys, log, uiFolder });
  later.push(() => service.stop());
  return service;
}

/** Brings the connections of the configuration file about, where there is one. */
export async function configure(service: Service, file: ConfigFile | undefined): Promise<void> {
  if (!file) return;
  await service.configure(file);
  const { tenant, connections, warnings } = file;
  sayDone(`${connections.length} connections of ${tenant} as configured`);
  for (const warning of warnings) say(warning);
}

/** For a command that does one thing, perhaps beside a running service: quiet, by the machine's own clock. */
export function besideAnother(environment: Environment): Config {
  return { ...readConfig(localEnvironment(environment)), logLevel: 'warn', followClock: undefined };
}

/** What to do on the way down, last made first. */
export type Stopping = (() => Promise<void>)[];

/** Lets everything go when `work` has ended, however it ended. */
export async function lettingGo(work: (later: Stopping) => Promise<void>): Promise<void> {
  const later: Stopping = [];
  try {
    await work(later);
  } finally {
    for (const stop of later.reverse()) await stop();
  }
}

/** Runs `begin`, then waits for SIGINT or SIGTERM; lets everything go also when `begin` fails. */
export function untilStopped(begin: (later: Stopping) => Promise<void>): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  return lettingGo(async (later) => {
    await begin(later);
    await asked;
  });
}
