/**
 * The environment, read once into what the service needs. Every problem is reported at once;
 * secrets come out as `Secret` and are never printed. Documented in `docs/configuration.md`.
 */
import { isIP } from 'node:net';
import { Failure } from './errors.ts';
import { Secret } from './secret.ts';

export interface Config {
  host: string;
  port: number;
  /** Where browsers and Calendly reach us; no slash at the end. */
  publicUrl: string;
  /** State that is not in the database: the embedded server's files, the local key. */
  dataFolder: string;
  /** Undefined: the embedded server. */
  databaseUrl: Secret | undefined;
  /** For LISTEN, when `databaseUrl` leads through a pooler. */
  databaseDirectUrl: Secret | undefined;
  pooler: 'none' | 'transaction';
  poolSize: number;
  /** Where the key ring is read from; undefined: a generated key in the data folder, allowed only when local. */
  keys: KeySource | undefined;
  calendly: {
    kind: 'emulator' | 'live';
    apiUrl: string;
    authUrl: string;
    /** Requests a second for one person's account at most; undefined: only Calendly's own limits hold. */
    ceiling?: number | undefined;
  };
  /** Where members may sign in with an account of their company's; undefined: by one-time link alone. */
  singleSignOn?:
    | { issuer: string; clientId: string; clientSecret: Secret; domains: string[]; name: string }
    | undefined;
  /** Address of the emulator whose clock ours follows. */
  followClock: string | undefined;
  /** After how many days the bytes of what Calendly sent are deleted. */
  deliveriesKeptDays: number;
  /** From how many within an hour on activity is unusual, whatever is usual, and beyond how many times the usual. */
  alarms: AlarmThresholds;
  trustProxy: boolean | string;
  /** How many API requests one caller may send. */
  requestsPerMinute: number;
  logLevel: string;
  /** Where connections are configured; undefined: in this folder, if such a file is there. */
  configFile: string | undefined;
}

export interface AlarmThresholds {
  requests: number;
  deliveries: number;
  failed: number;
  tokenCalls: number;
  timesUsual: number;
}

export const usualThresholds: AlarmThresholds = {
  requests: 120,
  deliveries: 60,
  failed: 20,
  tokenCalls: 7,
  timesUsual: 5,
};

export type KeySource =
  | { kind: 'text'; text: Secret }
  | { kind: 'file'; path: string }
  /** A line for the shell, which prints the ring. */
  | { kind: 'command'; line: string };

export type Environment = Readonly<Record<string, string | undefined>>;

/** What our own program alone needs: nothing that it starts is given these. */
export const secretVariables = [
  'SLOTWIRE_KEYS',
  'SLOTWIRE_KEYS_COMMAND',
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'PROBE_CLIENT_SECRET',
  'PROBE_SIGNING_KEY',
  'PROBE_OTHER_CLIENT_SECRET',
] as const;
const most = 1_000_000;
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const loopback = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\]|::1)$/;

export function isLoopback(host: string): boolean {
  return loopback.test(host);
}

/** Local: bound to loopback, and Calendly is an emulator on loopback. Anything else is production. */
export function isLocal(config: Pick<Config, 'host' | 'calendly'>): boolean {
  return isLoopback(config.host) && config.calendly.kind === 'emulator';
}

/** Whether Calendly can post to us: at a public https address, or on this machine where the emulator is. */
export function canBeCalled({ publicUrl, calendly }: Pick<Config, 'publicUrl' | 'calendly'>): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return calendly.kind === 'emulator' || (protocol === 'https:' && !isLoopback(hostname));
}

/** @throws Failure `wrong_configuration` that names every variable with its problem. */
export function readConfig(environment: Environment): Config {
  const problems: { path: string; message: string }[] = [];
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const wrong = (path: string, message: string): undefined => {
    problems.push({ path, message });
    return undefined;
  };

  function number(name: string, fallback: number, least: number, most: number): number {
    const value = text(name);
    if (value === undefined) return fallback;
    if (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    wrong(name, `must be a whole number from ${least} to ${most}, not “${value}”`);
    return fallback;
  }

  function oneOf<T extends string>(name: string, fallback: T, allowed: readonly T[]): T {
    const value = text(name);
    if (value === undefined) return fallback;
    if (allowed.includes(value as T)) return value as T;
    wrong(name, `must be one of ${allowed.join(', ')}, not “${value}”`);
    return fallback;
  }

  function address(name: string): URL | undefined {
    const value = text(name);
    if (value === undefined) return undefined;
    const url = URL.parse(value);
    if (!url || !/^https?:$/.test(url.protocol))
      return wrong(name, 'must be an address beginning with http:// or https://');
    if (url.username || url.password || url.search || url.hash || url.pathname !== '/') {
      return wrong(name, 'must be a bare address: no path, no query, no password');
    }
    return url;
  }

  function database(name: string): Secret | undefined {
    const value = text(name);
    if (value === undefined) return undefined;
    if (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value)) return new Secret(value);
    return wrong(name, 'must begin with postgres:// or postgresql://');
  }

  function proxies(name: string, value: string | undefined): string | false {
    if (value === undefined || value.split(',').every((part) => isNetwork(part.trim())))
      return value ?? false;
    wrong(name, `must be addresses or networks with commas between, such as 10.0.0.0/8, not “${value}”`);
    return false;
  }

  function keySource(): KeySource | undefined {
    const keys = text('SLOTWIRE_KEYS');
    const path = text('SLOTWIRE_KEYS_FILE');
    const line = text('SLOTWIRE_KEYS_COMMAND');
    if (path !== undefined && keys !== undefined)
      wrong('SLOTWIRE_KEYS_FILE', 'says where the key ring is, and so does SLOTWIRE_KEYS');
    if (line !== undefined && (keys ?? path) !== undefined)
      wrong('SLOTWIRE_KEYS_COMMAND', 'says where the key ring is, and so does another variable');
    if (keys !== undefined) return { kind: 'text', text: new Secret(keys) };
    if (path !== undefined) return { kind: 'file', path };
    return line === undefined ? undefined : { kind: 'command', line };
  }

  const host = text('HOST') ?? '127.0.0.1';
  const port = number('PORT', 4600, 0, 65_535);
  const publicUrl =
    address('PUBLIC_URL')?.origin ??
    `http://${isLoopback(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
  number('EMULATOR_PORT', 4610, 0, 65_535);
  const emulator = address('CALENDLY_EMULATOR_URL');
  const apiUrl = (emulator ?? address('CALENDLY_API_URL'))?.origin ?? 'https://api.calendly.com';
  const authUrl = (emulator ?? address('CALENDLY_AUTH_URL'))?.origin ?? 'https://auth.calendly.com';
  const config: Config = {
    host,
    port,
    publicUrl,
    dataFolder: text('SLOTWIRE_DATA') ?? 'data',
    databaseUrl: database('DATABASE_URL'),
    databaseDirectUrl: database('DATABASE_DIRECT_URL'),
    pooler: oneOf('DATABASE_POOLER', 'none', ['none', 'transaction']),
    poolSize: number('DATABASE_POOL', 10, 2, 200),
    keys: keySource(),
    calendly: {
      kind: emulator ? 'emulator' : 'live',
      apiUrl,
      authUrl,
      ceiling: number('CALENDLY_PER_SECOND', 0, 0, 100) || undefined,
    },
    followClock: undefined,
    deliveriesKeptDays: number('DELIVERIES_KEPT_DAYS', 35, 2, 3650),
    alarms: {
      requests: number('ALARM_REQUESTS', usualThresholds.requests, 1, most),
      deliveries: number('ALARM_DELIVERIES', usualThresholds.deliveries, 1, most),
      failed: number('ALARM_FAILURES', usualThresholds.failed, 1, most),
      tokenCalls: number('ALARM_TOKEN_CALLS', usualThresholds.tokenCalls, 2, most),
      timesUsual: number('ALARM_TIMES_USUAL', usualThresholds.timesUsual, 2, 1000),
    },
    trustProxy: proxies('TRUST_PROXY', text('TRUST_PROXY')),
    requestsPerMinute: number('API_REQUESTS_PER_MINUTE', 3000, 1, most),
    logLevel: oneOf('LOG_LEVEL', 'info', logLevels),
    configFile: text('SLOTWIRE_CONFIG'),
  };
  const clock = text('CLOCK');
  if (clock !== undefined && clock !== 'system') config.followClock = followed(clock, config, wrong);
  if (config.pooler === 'transaction' && config.databaseUrl && !config.databaseDirectUrl) {
    wrong('DATABASE_DIRECT_URL', 'is needed for LISTEN when DATABASE_POOLER=transaction');
  }
  if (!config.keys && !isLocal(config)) {
    wrong(
      'SLOTWIRE_KEYS',
      'is needed in production, or SLOTWIRE_KEYS_FILE or _COMMAND; `npm run slotwire -- keys generate` makes a key',
    );
  }
  if (config.calendly.kind === 'emulator' && !isLoopback(new URL(apiUrl).hostname)) {
    wrong('CALENDLY_EMULATOR_URL', 'must be on this machine; the emulator is for development');
  }
  config.singleSignOn = readSingleSignOn(text, wrong);
  if (problems.length > 0) {
    throw new Failure('wrong_configuration', {
      detail: problems.map(({ path, message }) => `${path} ${message}`).join('; '),
      fields: problems,
    });
  }
  return config;
}

type Wrong = (path: string, message: string) => undefined;

function readSingleSignOn(text: (name: string) => string | undefined, wrong: Wrong): Config['singleSignOn'] {
  const issuer = text('OIDC_ISSUER');
  const clientId = text('OIDC_CLIENT_ID');
  const secret = text('OIDC_CLIENT_SECRET');
  if (!issuer && !clientId && !secret) return undefined;
  const url = issuer ? URL.parse(issuer) : null;
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (!safe) wrong('OIDC_ISSUER', 'must be the issuer’s address, beginning with https://');
  if (!clientId) wrong('OIDC_CLIENT_ID', 'is needed for single sign-on');
  if (!secret) wrong('OIDC_CLIENT_SECRET', 'is needed for single sign-on');
  const domains = (text('OIDC_DOMAINS') ?? '')
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  if (!domains.every((one) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(one))) {
    wrong('OIDC_DOMAINS', 'must be domains with commas between, such as example.com');
  }
  if (!safe || !clientId || !secret) return undefined;
  const name = text('OIDC_NAME') ?? 'single sign-on';
  return { issuer: issuer!, clientId, clientSecret: new Secret(secret), domains, name };
}

function isNetwork(text: string): boolean {
  const [address = '', bits = '0', ...more] = text.split('/');
  const most = isIP(address) === 4 ? 32 : 128;
  return isIP(address) > 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}

function followed(
  value: string,
  config: Config,
  wrong: (path: string, message: string) => undefined,
): string | undefined {
  const url = URL.parse(value.replace(/^follow:/, ''));
  if (!value.startsWith('follow:') || !url)
    return wrong('CLOCK', 'must be `system` or `follow:` and the emulator’s address');
  if (!isLoopback(url.hostname) || !isLoopback(config.host)) {
    return wrong('CLOCK', 'can follow an emulator only while both are bound to loopback');
  }
  return url.origin;
}
