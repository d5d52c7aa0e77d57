/**
 * The control interface under `/_emulator`: what a test or a person does to the emulator from outside of Calendly.
 * JSON in and out. Answers this machine only, unless remote use was allowed; never a page of another site.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isObject } from '../body.ts';
import { bookingControls } from './bookings.ts';
import { companyControls } from './company.ts';
import type { ControlParts } from './control.ts';
import { dumpControls } from './dump.ts';
import { oauthControls } from './oauth.ts';
import { recordControls } from './records.ts';
import { settingControls } from './settings.ts';

export function addControlRoutes(app: FastifyInstance, parts: ControlParts): void {
  const controls = [
    dumpControls(parts),
    oauthControls(parts),
    companyControls(parts),
    bookingControls(parts),
    recordControls(parts),
    settingControls(parts),
  ].flat();
  for (const control of controls) {
    app.route({
      method: control.method,
      url: `/_emulator${control.path}`,
      async handler(request, reply) {
        if (!parts.allowRemote && !fromThisMachine(request))
          return reply.code(403).send({ error: 'The control interface answers this machine only.' });
        const answer = await control.act({
          params: request.params as Record<string, string>,
          query: request.query as Record<string, string>,
          body: isObject(request.body) ? request.body : {},
          reply,
        });
        if (reply.sent) return reply;
        return 'wrong' in answer
          ? reply.code(answer.status ?? 400).send({ error: answer.wrong })
          : reply.send(answer.value);
      },
    });
  }
}

const loopbackAddress = /^(127(\.\d+){3}|::1|::ffff:127(\.\d+){3})$/;
const loopbackHost = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/;

/** By peer, by the name it was called with (a rebound DNS name is not ours), and by what the browser says. */
function fromThisMachine(request: FastifyRequest): boolean {
  return (
    loopbackAddress.test(request.socket.remoteAddress ?? '') &&
    loopbackHost.test(request.headers.host ?? '') &&
    request.headers['sec-fetch-site'] !== 'cross-site'
  );
}
