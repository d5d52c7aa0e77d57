/**
 * The one address of an older integration. Anybody may post there, so a body is held only up to what Calendly's may be
 * long, and nothing is looked up but what it names.
 */
import type { FastifyInstance } from 'fastify';
import { creatorIn } from '../calendly/index.ts';
import { Failure } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import type { ReceiveLegacy } from './receive-legacy.ts';

const mostBytes = 512 * 1024;

export interface LegacyIntakeDeps {
  receiveLegacy: ReceiveLegacy;
  findByCreator: Subscriptions['findByCreator'];
  metrics: Metrics;
  log: Log;
}

/** In a scope of its own, so that its parser is nobody else's. */
export function registerLegacy(app: FastifyInstance, deps: LegacyIntakeDeps): void {
  const { metrics, findByCreator, receiveLegacy, log } = deps;

  function refuse(
    code: 'unknown_subscription' | 'subscription_ended' | 'wrong_signature',
    reason: string,
  ): never {
    metrics.refused.inc({ reason });
    throw new Failure(code);
  }

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: mostBytes },
      async (_: unknown, body: Buffer) => body,
    );
    scope.route({
      method: 'POST',
      url: '/api/calendly/webhook',
      helmet: false,
      handler: async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const creator = creatorIn(body);
        const found = creator === undefined ? undefined : await findByCreator(creator);
        if (!found) return refuse('unknown_subscription', 'unknown_subscription');
        if (found.kind === 'ended') return refuse('subscription_ended', 'subscription_ended');
        if (found.kind === 'too_many') {
          log.error(
            { creator },
            'more older subscriptions of one Calendly user than keys are tried; all are refused',
          );
          return refuse('wrong_signature', 'too_many_keys');
        }
        if (!(await receiveLegacy(found.candidates, request.headers, body)).ok)
          throw new Failure('wrong_signature');
        return reply.type('application/json').send('{}');
      },
    });
  });
}
