/**
 * Who looks at a page: zone and clock from the address, else from the last visit's cookies, else the host's;
 * the first day of the week from the browser's languages. What an address says is remembered.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isZone } from '../zones.ts';
import type { Clock } from './time.ts';

export interface Visitor {
  zone: string;
  clock: Clock;
  /** 1 (Monday) to 7. */
  firstWeekday: number;
}

export function queryOf(request: FastifyRequest): URLSearchParams {
  return new URL(request.url, 'http://localhost').searchParams;
}

/** What was sent with a form; undefined when the page is only looked at. */
export function formOf(request: FastifyRequest): URLSearchParams | undefined {
  if (request.method === 'GET') return undefined;
  return request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
}

export function meetVisitor(
  request: FastifyRequest,
  reply: FastifyReply,
  host: { timezone: string; timeNotation: Clock },
): Visitor {
  const query = queryOf(request);
  const zones = [query.get('zone'), readCookie(request, 'zone'), host.timezone];
  const clocks = [query.get('clock'), readCookie(request, 'clock'), host.timeNotation];
  const zone = zones.find((name) => name && isZone(name)) ?? 'UTC';
  const clock = clocks.find((name) => name === '12h' || name === '24h') ?? '24h';
  if (query.has('zone')) writeCookie(reply, 'zone', zone);
  if (query.has('clock')) writeCookie(reply, 'clock', clock);
  return { zone, clock, firstWeekday: firstWeekdayOf(request.headers['accept-language']) };
}

/** Cookies are shared by every port of a host, hence the prefix. */
export function readCookie(request: FastifyRequest, name: string): string | undefined {
  const written = `; ${request.headers.cookie ?? ''}`.split(`; emulator_${name}=`)[1]?.split(';')[0];
  try {
    return written && decodeURIComponent(written);
  } catch {
    return undefined;
  }
}

export function writeCookie(reply: FastifyReply, name: string, value: string): void {
  const written = `emulator_${name}=${encodeURIComponent(value)}; Path=/; Max-Age=31536000; SameSite=Lax`;
  reply.header('set-cookie', written);
}

function firstWeekdayOf(languages: string | undefined): number {
  try {
    const locale = new Intl.Locale(languages?.split(/[,;]/)[0]?.trim() || 'en-GB');
    return (locale as Intl.Locale & { getWeekInfo(): { firstDay: number } }).getWeekInfo().firstDay;
  } catch {
    return 1;
  }
}
