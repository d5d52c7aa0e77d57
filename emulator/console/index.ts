/**
 * The console under `/_emulator/console`: pages made on the server of what there is, and forms that call the control
 * interface. Works without scripts; the script only asks for the same page again and swaps what has changed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isoMicros } from '../clock.ts';
import type { Control } from '../control/control.ts';
import { fromThisMachine } from '../control/index.ts';
import { answer } from '../pages/answer.ts';
import { type Content, html } from '../pages/html.ts';
import { refusal } from '../pages/layout.ts';
import { formOf, queryOf } from '../pages/visitor.ts';
import { callerOf, perform } from './acts.ts';
import { applicationsSection } from './applications.ts';
import { bookingsSection } from './bookings.ts';
import { deliveriesSection, deliveryPage } from './deliveries.ts';
import { faultsSection } from './faults.ts';
import { formsSection } from './forms.ts';
import { type Frame, frame } from './frame.ts';
import { modesSection } from './modes.ts';
import { peopleSection } from './people.ts';
import { requestsSection } from './requests.ts';
import type { ConsoleParts, Section } from './section.ts';
import { snapshotsSection } from './snapshots.ts';
import { subscriptionsSection } from './subscriptions.ts';

const base = '/_emulator/console';
/** As long as what an action caused is waited for, before it is told. */
const settleMs = 2000;

export function registerConsole(
  app: FastifyInstance,
  parts: ConsoleParts,
  controls: Control[],
  allowRemote: boolean,
): void {
  const { door, courier } = parts;
  const call = callerOf(controls);
  const sections: Section[] = [
    peopleSection(parts),
    bookingsSection(parts),
    formsSection(parts),
    applicationsSection(parts),
    subscriptionsSection(parts),
    deliveriesSection(parts),
    faultsSection(parts),
    modesSection(parts),
    requestsSection(parts),
    snapshotsSection(parts),
  ];

  for (const url of ['/', '/_emulator', '/_emulator/', base])
    app.get(url, (_request, reply) => reply.redirect(`${base}/people`, 302));

  const serve = (url: string, show: (request: FastifyRequest) => Omit<Frame, 'now' | 'next'> | undefined) =>
    app.route({
      method: ['GET', 'POST'],
      url: `${base}${url}`,
      async handler(request, reply) {
        if (!isAllowed(request, allowRemote))
          return answer(door, request, reply, { page: stranger, status: 403 });
        const told = request.method === 'POST' ? await act(formOf(request)!) : undefined;
        return respond(request, reply, show(request), told);
      },
    });

  function respond(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: Omit<Frame, 'now' | 'next'> | undefined,
    told: Told | undefined,
  ): FastifyReply {
    if (!shown) return answer(door, request, reply, 'nothing here');
    const page = frame(sections, {
      ...shown,
      told: told?.words,
      now: parts.clock.now(),
      next: courier.nextDue(),
    });
    return answer(door, request, reply, { page, status: told?.refused ? 422 : 200 });
  }

  async function act(form: URLSearchParams): Promise<Told> {
    const before = countTries();
    const done = await perform(call, Object.fromEntries(form));
    if ('refused' in done) return { words: `Not done: ${done.refused}`, refused: true };
    await Promise.race([courier.settled(), sleep(settleMs)]);
    return { words: [done.told, causedSince(before)], refused: false };
  }

  function countTries(): number {
    const [row] = parts.store.all(
      'select coalesce(sum(json_array_length(attempts)), 0) as tries from deliveries',
    );
    return Number(row!.tries);
  }

  function causedSince(before: number): string {
    const sent = countTries() - before;
    const [row] = parts.store.all(`select count(*) as waiting from deliveries where state = 'waiting'`);
    const waiting = Number(row!.waiting);
    const next = courier.nextDue();
    const until = next === undefined ? '' : ` until ${isoMicros(next).slice(11, 16)} UTC`;
    return [
      sent > 0 && ` · ${sent} ${sent === 1 ? 'delivery' : 'deliveries'} sent`,
      waiting > 0 && ` · ${waiting} ${waiting === 1 ? 'waits' : 'wait'}${until}`,
    ]
      .filter(Boolean)
      .join('');
  }

  serve('/deliveries/:id', (request) => {
    const main = deliveryPage(parts, (request.params as { id: string }).id);
    return main && { at: 'deliveries', title: 'Delivery', live: main };
  });
  for (const section of sections)
    serve(`/${section.name}`, (request) => {
      const look = queryOf(request);
      return {
        at: section.name,
        title: section.title,
        above: section.above?.(look),
        live: section.live(look),
      };
    });
}

interface Told {
  words: Content;
  refused: boolean;
}

/** As the control interface; and a form must come from a page of ours. */
function isAllowed(request: FastifyRequest, allowRemote: boolean): boolean {
  const site = request.headers['sec-fetch-site'];
  const isOurs = request.method === 'GET' || site === undefined || site === 'same-origin' || site === 'none';
  return isOurs && (allowRemote || fromThisMachine(request));
}

const stranger = refusal({
  title: 'Not from here',
  what: 'The console answers this machine only, and forms of its own pages only.',
  wayOut: html`Open <code>/_emulator/</code> on the machine that the emulator runs on, or start it with <code>EMULATOR_ALLOW_REMOTE=1</code>.`,
});
