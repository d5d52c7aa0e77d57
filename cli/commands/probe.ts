/**
 * `slotwire probe`: guides a person through what settles at Calendly the questions that its documents leave open, and
 * says what of the configuration follows. All that it makes at Calendly is removed at its end, on Ctrl-C as well.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { createCalendly, type OAuthClient } from '../../server/calendly/index.ts';
import { systemClock } from '../../server/clock.ts';
import { type Config, canBeCalled, type Environment } from '../../server/config.ts';
import { Failure } from '../../server/errors.ts';
import { createIds } from '../../server/ids.ts';
import { createMetrics } from '../../server/metrics.ts';
import { configure, createPace, createProbe, type ProbeReport } from '../../server/probe/index.ts';
import { Secret } from '../../server/secret.ts';
import { say } from '../output.ts';
import { tellReport, tellStep } from '../probe-words.ts';
import { readId } from './import.ts';
import { besideAnother, lettingGo, runService } from './run.ts';

interface Given {
  tenant: string;
  connection?: number;
  nobodyElse?: boolean;
  elsewhere?: boolean;
  moves: number;
  waitRetries?: boolean;
  bookByApi?: boolean;
  write?: string;
  json?: boolean;
}

const everyMs = 250;
const unreachable =
  'Calendly cannot reach this machine: PUBLIC_URL has to be an https address that leads to HOST and PORT here, for example by a tunnel.';
const noApplication =
  'Set PROBE_CLIENT_ID and PROBE_CLIENT_SECRET to a sandbox application of Calendly’s, or name a connection with --connection.';

export function probeCommand(program: Command, environment: Environment): void {
  program
    .command('probe')
    .description(
      'settle at Calendly what its documents leave open, with a sandbox application and one booking',
    )
    .option('--connection <id>', 'the application of a connection that nobody is connected through', readId)
    .option('--tenant <slug>', 'the tenant of the connection', 'demo')
    .option('--nobody-else', 'nothing else uses the application')
    .option('--elsewhere', 'somebody of another organization will consent too')
    .option('--moves <count>', 'how often the booking is moved', readMoves, 3)
    .option('--wait-retries', 'stay for a day, to see what Calendly does with what fails so long')
    .option('--book-by-api', 'on the free plan: book six times by the API, and cancel')
    .option('--write <file>', 'put what follows into this configuration file, made if there is none')
    .option('--json', 'every step and the report as a line of JSON')
    .action((given: Given) => probe(environment, given));
}

function readMoves(text: string): number {
  const count = readId(text);
  if (count <= 50) return count;
  throw new InvalidArgumentError('At most 50.');
}

async function probe(environment: Environment, given: Given): Promise<void> {
  const config = besideAnother(environment);
  if (!canBeCalled(config)) throw new Failure('wrong_configuration', { detail: unreachable });
  const existing = given.write === undefined ? undefined : readFile(given.write);
  const client = await findClient(environment, config, given);
  const report = await runProbe(environment, config, { ...given, client });
  const { file, settings } = configure(
    existing,
    { tenant: given.tenant, connectionId: given.connection ?? 1 },
    report.findings,
  );
  if (given.json) say(JSON.stringify({ report, settings, configuration: file }));
  else tellReport(report, settings);
  if (given.write !== undefined && !report.stopped) {
    writeFileSync(given.write, `${JSON.stringify(file, null, 2)}\n`);
    if (!given.json) say(`Written: ${given.write}`);
  }
  if (report.stopped) process.exitCode = 130;
  else if (report.left.subscriptions + report.left.grants > 0) process.exitCode = 1;
}

async function runProbe(
  environment: Environment,
  { host, port, publicUrl, calendly: { apiUrl, authUrl } }: Config,
  given: Given & { client: OAuthClient },
): Promise<ProbeReport> {
  const clock = systemClock;
  const budget = createPace({ clock, everyMs });
  const calendly = createCalendly({ apiUrl, authUrl, clock, metrics: createMetrics(), budget });
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  const key = environment.PROBE_SIGNING_KEY;
  const begun = createProbe({
    calendly,
    clock,
    ids: createIds(clock.now),
    asked: {
      ...given,
      applicationKey: key ? new Secret(key) : undefined,
      otherClient: clientOf(environment.PROBE_OTHER_CLIENT_ID, environment.PROBE_OTHER_CLIENT_SECRET),
    },
    place: { host, port, publicUrl },
    tell: (step) => (given.json ? say(JSON.stringify({ step })) : tellStep(step)),
    signal: stopping.signal,
    everyMs,
  });
  const keyboard = createInterface({ input: process.stdin });
  keyboard.on('line', begun.skip);
  try {
    return await begun.run();
  } finally {
    keyboard.close();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, stop);
    await calendly.close();
  }
}

/** @throws Failure `wrong_configuration`, `probe_could_end_access`, `not_found` */
async function findClient(environment: Environment, config: Config, given: Given): Promise<OAuthClient> {
  if (given.connection !== undefined) return ofConnection(config, given.tenant, given.connection);
  const client = clientOf(environment.PROBE_CLIENT_ID, environment.PROBE_CLIENT_SECRET);
  if (!client) throw new Failure('wrong_configuration', { detail: noApplication });
  if (!given.nobodyElse) await confirm();
  return client;
}

function clientOf(clientId: string | undefined, secret: string | undefined): OAuthClient | undefined {
  return clientId && secret ? { clientId, clientSecret: new Secret(secret) } : undefined;
}

/** The service is only opened to read it, and let go before the probe listens where it would. */
async function ofConnection(config: Config, slug: string, id: number): Promise<OAuthClient> {
  let found: Awaited<ReturnType<Awaited<ReturnType<typeof runService>>['openApplication']>>;
  await lettingGo(async (later) => {
    const service = await runService(config, later);
    const tenantId = await service.findTenant(slug);
    if (!tenantId) throw new Failure('not_found', { detail: `No tenant is called “${slug}”.` });
    found = await service.openApplication(tenantId, id);
  });
  if (!found) throw new Failure('not_found', { detail: `There is no connection ${id}.` });
  if (found.held > 0)
    throw new Failure('probe_could_end_access', {
      detail: `${found.held} accounts are connected through it.`,
    });
  return found.client;
}

/** @throws Failure `probe_could_end_access` */
async function confirm(): Promise<void> {
  say('The probe may end every access that was ever given to this application by whoever consents to it.');
  if (!process.stdin.isTTY) throw new Failure('probe_could_end_access');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal
    .question('Is it an application that nothing else uses? [yes/no] ')
    .finally(() => terminal.close());
  if (answer.trim().toLowerCase() !== 'yes') throw new Failure('probe_could_end_access');
}

function readFile(path: string): object | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  } catch {
    // Told below.
  }
  throw new Failure('wrong_configuration', {
    detail: `${path} holds no JSON object: --write takes a file as slotwire.config.json.`,
  });
}
