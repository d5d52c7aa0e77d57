/**
 * The control interface under `/_emulator`: what a test or a person does to the emulator from outside of Calendly.
 * JSON in and out. Answers this machine only, unless remote use was allowed; never a page of another site.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isObject } from '../body.ts';
import { bookingControls } from './bookings.ts';
import { companyControls } from './company.ts';
import type { Control, ControlParts } from './control.ts';
import { dumpControls } from './dump.ts';
import { oauthControls } from './oauth.ts';
import { recordControls } from './records.ts';
import { settingControls } from './settings.ts';
import { snapshotControls } from './snapshots.ts';

export function createControls(parts: ControlParts): Control[] {
  return [
    dumpControls(parts),
    oauthControls(parts),
    companyControls(parts),
    bookingControls(parts),
    recordControls(parts),
    settingControls(parts),
    snapshotControls(parts),
  ].flat();
}

export function addControlRoutes(app: FastifyInstance, controls: Control[], allowRemote: boolean): void {
  for (const control of controls) {
    app.route({
      method: control.method,
      url: `/_emulator${control.path}`,
      async handler(request, reply) {
        if (!allowRemote && !fromThisMachine(request))
          return reply.code(403).send({ error: 'The control interface answers this machine only.' });
        const answer = await control.act({
          params: request.params as Record<string, string>,
          query: request.query as Record<string, string>,
          body: isObject(request.body) ? request.body : {},
        });
        if ('wrong' in answer) return reply.code(answer.status ?? 400).send({ error: answer.wrong });
        if ('bytes' in answer) return reply.type('application/json').send(Buffer.from(answer.bytes));
        return reply.send(answer.value);
      },
    });
  }
}

const loopbackAddress = /^(127(\.\d+){3}|::1|::ffff:127(\.\d+){3})$/;
const loopbackHost = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/;

/** By peer, by the name it was called with (a rebound DNS name is not ours), and by what the browser says. */
export function fromThisMachine(request: FastifyRequest): boolean {
  return (
    loopbackAddress.test(request.socket.remoteAddress ?? '') &&
    loopbackHost.test(request.headers.host ?? '') &&
    request.headers['sec-fetch-site'] !== 'cross-site'
  );
}
