/** What a page's handler ends in, and how that leaves: as HTML under a strict policy, as a redirect, as a file. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PagesDoor } from './door.ts';
import { render } from './html.ts';
import { layout, type Page, refusal } from './layout.ts';

export type Outcome =
  | { page: Page; status?: number }
  | { redirect: string; status: 302 | 303 }
  | { calendar: string }
  | 'nothing here';

const csp = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

const nothingHere = refusal({
  title: 'Nothing here',
  what: 'Nobody has this address.',
  wayOut: 'Compare it with the link you were given.',
});

export function answer(
  door: PagesDoor,
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: Outcome,
): FastifyReply {
  if (outcome === 'nothing here') {
    const isPerson = request.headers.accept?.includes('text/html');
    return isPerson ? answer(door, request, reply, { page: nothingHere, status: 404 }) : toInterface(reply);
  }
  if ('redirect' in outcome) return reply.redirect(outcome.redirect, outcome.status);
  if ('calendar' in outcome) {
    const disposition = 'attachment; filename="meeting.ics"';
    reply.type('text/calendar; charset=utf-8').header('content-disposition', disposition);
    return reply.send(outcome.calendar);
  }
  const { page, status = 200 } = outcome;
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .headers({
      'cache-control': 'no-store',
      // Consent leads to the application and on from there, and a browser holds every hop against `form-action`.
      'content-security-policy': page.formsLeaveHere ? csp : `${csp}; form-action 'self'`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .send(render(layout(door, page)));
}

/** Whoever asks without wanting a page gets the answer that Calendly's interface gives. */
function toInterface(reply: FastifyReply): FastifyReply {
  reply.callNotFound();
  return reply;
}
