/**
 * The HTTP edge: one Fastify with tight limits, our routes, our problems, our security headers.
 * It knows no domain: who is calling is told by `authenticate`, which it is given.
 */
import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { Failure } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Principal } from './principal.ts';
import { toFailure, toProblem } from './problem.ts';
import type { Route } from './route.ts';

export interface ServerOptions {
  log: Log;
  /** Whether the public address is https: cookies are then `Secure` and HSTS is sent. */
  secure: boolean;
  /** Proxies in front whose `X-Forwarded-*` are believed. */
  trustProxy: boolean | string;
  /** Where a consent form may lead: origins a page of ours may navigate a form to. */
  formTargets: string[];
}

export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const failure = toFailure(error);
    const level = failure.status >= 500 ? 'error' : 'debug';
    options.log[level](
      { request: request.id, method: request.method, route: request.routeOptions.url, err: error },
      failure.code,
    );
    reply.code(failure.status).type('application/problem+json').send(toProblem(failure, request.id));
  }

  const app = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    trustProxy: options.trustProxy,
    requestTimeout: 15_000,
    connectionTimeout: 20_000,
    // How often Node looks for those who are too slow; its own 30 s would double the times above.
    http: { connectionsCheckingInterval: 1000 },
    bodyLimit: 256 * 1024,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 1024 },
    frameworkErrors: (error, request, reply) => answerProblem(error, request, reply),
  });
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
        formAction: ["'self'", ...options.formTargets],
      },
    },
    hsts: options.secure ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  app.setErrorHandler(answerProblem);
  return app;
}

/** Adds our routes. Writes by a cookie must come from our own pages. */
export function addRoutes(
  app: FastifyInstance,
  routes: Route[],
  authenticate: (request: FastifyRequest) => Promise<Principal>,
): void {
  for (const definition of routes) {
    app.route({
      method: definition.method,
      url: definition.path.replace(/\{(\w+)\}/g, ':$1'),
      handler: async (request, reply) => {
        const principal = definition.access === 'public' ? undefined : await authenticate(request);
        if (principal) checkMayCall(definition, principal, request);
        const value = await definition.handler({
          params: definition.params?.parse(request.params),
          query: definition.query?.parse(request.query),
          body: definition.body?.parse(request.body),
          principal,
          request,
          reply,
        });
        if (value === reply || reply.sent) return reply;
        return reply.code(definition.answers).send(value);
      },
    });
  }
}

function checkMayCall(definition: Route, principal: Principal, request: FastifyRequest): void {
  if (definition.access === 'operator' && principal.role === 'viewer') throw new Failure('not_allowed');
  if (definition.method === 'GET') return;
  const site = request.headers['sec-fetch-site'];
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (foreign || request.headers['x-slotwire-request'] !== '1') throw new Failure('foreign_request');
}
