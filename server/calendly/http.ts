/**
 * Requests to Calendly's two origins, both fixed at start: no address that was received or stored is ever
 * dialled, and no redirect followed. An answer comes out whatever its status; no answer is a `CalendlyError`.
 */
import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import { CalendlyError } from './errors.ts';
import { createExchanger } from './exchange.ts';
import { type Rate, readRate } from './rate.ts';

/** Several values go with commas between. */
export type QueryValue = string | number | boolean | readonly string[] | undefined;

export interface Request {
  /** Which of our calls, for errors and metrics. */
  operation: string;
  origin: 'api' | 'auth';
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, QueryValue> | URLSearchParams;
  authorization?: string;
  json?: unknown;
  form?: Record<string, string>;
  /** Whether it changes anything at Calendly. */
  acts: boolean;
}

export interface Answer {
  status: number;
  /** Parsed JSON, `{}` for an empty one; undefined when it is none. */
  body: unknown;
  rate: Rate;
}

export interface Http {
  send(request: Request): Promise<Answer>;
  close(): Promise<void>;
}

const userAgent = 'Slotwire';

export function createHttp(deps: {
  apiUrl: string;
  authUrl: string;
  clock: Clock;
  metrics: Metrics;
  deadlineMs: number;
  maxBytes: number;
  /** Hears by how much our clock is ahead of Calendly's `Date`, which has whole seconds. */
  onSkew?: (milliseconds: number) => void;
}): Http {
  const { clock, metrics } = deps;
  const exchanger = createExchanger(deps);
  const origins = { api: new URL(deps.apiUrl).origin, auth: new URL(deps.authUrl).origin };

  async function send(request: Request): Promise<Answer> {
    const { operation, acts } = request;
    const incoming = await exchanger.exchange({
      origin: origins[request.origin],
      path: pathOf(request),
      method: request.method,
      headers: headersOf(request),
      body: bodyOf(request),
      alone: request.origin === 'auth',
    });
    metrics.calendlyRequests.inc({ operation, status: incoming.answered ? incoming.status : 'none' });
    if (!incoming.answered) {
      const { sent, cause } = incoming;
      throw new CalendlyError({ kind: 'unavailable', operation, mayHaveActed: acts && sent, cause });
    }
    const header = (name: string) => [incoming.headers[name]].flat()[0];
    const date = Date.parse(header('date') ?? '');
    if (!Number.isNaN(date)) deps.onSkew?.(clock.now() - date);
    return { status: incoming.status, body: parseJson(incoming.body), rate: readRate(header) };
  }

  return { send, close: exchanger.close };
}

function pathOf({ path, query = {} }: Request): string {
  const search = new URLSearchParams();
  for (const [name, value] of query instanceof URLSearchParams ? query : Object.entries(query)) {
    if (value !== undefined) search.append(name, String(value));
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

function headersOf({ authorization, json, form }: Request): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': userAgent,
    ...(authorization === undefined ? {} : { authorization }),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  };
}

function bodyOf({ json, form }: Request): string | undefined {
  if (form) return new URLSearchParams(form).toString();
  return json === undefined ? undefined : JSON.stringify(json);
}

/** The error of a parser would quote what it read, tokens too; so there is none. */
function parseJson(body: Buffer | undefined): unknown {
  if (body?.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
