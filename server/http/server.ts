/**
 * The HTTP edge: one Fastify with tight limits, our problems, our security headers.
 */
import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Log } from '../log.ts';
import { answerUnread, keepNowhere, refuseEncoded } from './edge.ts';
import { toFailure, toProblem } from './problem.ts';

export interface ServerOptions {
  log: Log;
  /** Whether the public address is https: cookies are then `Secure` and HSTS is sent. */
  secure: boolean;
  /** Proxies in front whose `X-Forwarded-*` are believed. */
  trustProxy: boolean | string;
}

export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const failure = toFailure(error);
    const level = failure.status >= 500 ? 'error' : 'debug';
    options.log[level](
      { request: request.id, method: request.method, route: request.routeOptions.url, err: error },
      failure.code,
    );
    const { retryAfter } = failure.facts;
    if (typeof retryAfter === 'number') reply.header('retry-after', retryAfter);
    if (failure.status === 401) reply.header('www-authenticate', 'Bearer');
    reply.code(failure.status).type('application/problem+json').send(toProblem(failure, request.id));
  }

  const app = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    trustProxy: options.trustProxy,
    requestTimeout: 15_000,
    // Nothing moves that long on a connection that waits for its answer.
    connectionTimeout: 60_000,
    // How often Node looks for those who are too slow; its own 30 s would double the times above.
    http: { connectionsCheckingInterval: 1000 },
    bodyLimit: 256 * 1024,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 1024 },
    clientErrorHandler: answerUnread,
    // What no route could be found for passes no hook.
    frameworkErrors: (error, request, reply) =>
      keepNowhere(request, reply, () => answerProblem(error, request, reply)),
  });
  app.addHook('onRequest', keepNowhere);
  app.addHook('onRequest', refuseEncoded);
  app.removeContentTypeParser('text/plain');
  // A form of ours carries no more than the press of its button; what a foreign one carries is not read.
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (_request, _body, done) => done(null, undefined),
  );
  app.server.headersTimeout = 10_000;
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    hsts: options.secure ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  app.setErrorHandler(answerProblem);
  return app;
}
