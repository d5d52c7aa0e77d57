/**
 * Keeps a window with the page that opened it: a browser that meets any other policy on its way, be it on a redirect, cuts
 * the two apart, and the page hears nothing more.
 */
import type { FastifyReply } from 'fastify';

export function keepOpener(reply: FastifyReply): FastifyReply {
  return reply.header('cross-origin-opener-policy', 'unsafe-none');
}
