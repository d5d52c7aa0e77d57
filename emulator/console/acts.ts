/**
 * What the console's buttons do: each is a call of the control interface, made from a form's fields, and words for
 * what came of it. So the console can do nothing that a program could not.
 */
import type { Control, ControlAnswer } from '../control/control.ts';
import { type Content, html } from '../pages/html.ts';
import { copyOf } from './look.ts';

type Given = Record<string, string>;

/** What the control interface answers, as far as words are made of it. */
interface Answered {
  people: unknown[];
  tokens: number;
  grants: number;
  event: { start_time: string };
  client_id: string;
  client_secret: string;
  webhook_signing_key: string;
  token: string;
  personal_tokens: number;
  snapshot: string;
}

interface Act {
  /** Method and path. */
  call: string;
  body?(given: Given): Record<string, unknown>;
  words(answer: Answered, given: Given): Content;
}

const user = ({ user }: Given) => ({ user });
const at = (moment: string) => `${moment.slice(0, 16).replace('T', ' ')} UTC`;
/** What a field for date and time holds is meant as UTC; an empty one is none. */
const utc = (moment: string | undefined) => (moment ? `${moment}Z` : undefined);
const numbers = (given: Given, names: string[]) =>
  Object.fromEntries(names.filter((name) => given[name]).map((name) => [name, Number(given[name])]));

const shownOnce = (id: string, words: string, value: string) =>
  html`<div><dt>${words}</dt><dd><code id="${id}">${value}</code> ${copyOf(id, words)}</dd></div>`;

const onPeople: Record<string, Act> = {
  'add-people': {
    call: 'POST /people',
    body: ({ count }) => ({ count: Number(count) }),
    words: ({ people }) => `${people.length} added`,
  },
  expire: { call: 'POST /expire', body: user, words: ({ tokens }) => `Access tokens expired: ${tokens}` },
  revoke: { call: 'POST /revoke', body: user, words: ({ grants }) => `Grants ended: ${grants}` },
  'make-token': {
    call: 'POST /personal-tokens',
    body: user,
    words: ({ token }) => html`A personal access token, with every permission. This is shown once.
<dl class="facts">${shownOnce('personal-token', 'Token', token)}</dl>`,
  },
  'delete-tokens': {
    call: 'POST /personal-tokens/delete',
    body: user,
    words: ({ personal_tokens }) => `Personal tokens deleted: ${personal_tokens}`,
  },
  role: {
    call: 'POST /role',
    body: ({ user, role }) => ({ user, role }),
    words: (_answer, { role }) => `The role is ${role}`,
  },
  plan: {
    call: 'POST /plan',
    body: ({ user, plan, stage }) => ({ user, plan, stage }),
    words: (_answer, { plan, stage }) => `The organization is on ${plan}, ${stage}`,
  },
};

const onBookings: Record<string, Act> = {
  book: {
    call: 'POST /book',
    body: ({ event_type, name, email, start_time }) => ({
      event_type,
      name,
      email,
      start_time: utc(start_time),
    }),
    words: ({ event }) => `Booked for ${at(event.start_time)}`,
  },
  cancel: {
    call: 'POST /cancel',
    body: ({ invitee, by, reason }) => ({ invitee, by, reason }),
    words: (_answer, { by }) => `Canceled by the ${by}`,
  },
  move: {
    call: 'POST /reschedule',
    body: ({ invitee, start_time, by, reason }) => ({ invitee, start_time: utc(start_time), by, reason }),
    words: ({ event }) => `Moved to ${at(event.start_time)}`,
  },
  'no-show': {
    call: 'POST /no-show',
    body: ({ invitee }) => ({ invitee }),
    words: () => 'Marked as a no-show',
  },
  unmark: {
    call: 'POST /no-show',
    body: ({ invitee }) => ({ invitee, marked: false }),
    words: () => 'No longer a no-show',
  },
  submit: { call: 'POST /submit', body: ({ form }) => ({ form }), words: () => 'The form was sent in' },
};

const onApplications: Record<string, Act> = {
  register: {
    call: 'POST /applications',
    body: ({ name, redirect_uris, kind }) => ({
      name,
      kind,
      redirect_uris: (redirect_uris ?? '').split(/\s+/).filter(Boolean),
    }),
    words: (answer) => html`Registered. This is shown once.
<dl class="facts">${shownOnce('client-id', 'Client ID', answer.client_id)}${shownOnce('client-secret', 'Client secret', answer.client_secret)}${shownOnce('signing-key', 'Signing key', answer.webhook_signing_key)}</dl>`,
  },
  map: {
    call: 'POST /callbacks',
    body: ({ from, to }) => ({ [from ?? '']: to }),
    words: (_answer, { from, to }) => `${from} is reached at ${to}`,
  },
};

const onSettings: Record<string, Act> = {
  advance: {
    call: 'POST /clock',
    body: ({ seconds }) => ({ advanceSeconds: Number(seconds) }),
    words: (_answer, { words }) => `Clock moved ${words}`,
  },
  'to-next': {
    call: 'POST /clock',
    body: ({ to }) => ({ to }),
    words: (_answer, { to }) => `Clock moved to ${at(to ?? '')}`,
  },
  'set-clock': {
    call: 'POST /clock',
    body: ({ to }) => ({ to: utc(to) }),
    words: (_answer, { to }) => `Clock set to ${at(to ?? '')}`,
  },
  'run-clock': {
    call: 'POST /clock',
    body: ({ hours }) => ({ advanceSeconds: Number(hours) * 3600, run: true }),
    words: (_answer, { hours }) => `Clock run through ${hours} h, every try that came due on its way`,
  },
  fault: {
    call: 'POST /faults',
    body: (given) => ({
      operation: given.operation,
      kind: given.kind,
      count: given.count === 'always' ? 'always' : Number(given.count),
      skip: Number(given.skip),
      ...(given.kind === 'status' && numbers(given, ['status'])),
      ...(timed.includes(given.kind ?? '') && numbers(given, ['milliseconds'])),
    }),
    words: () => 'The fault is on',
  },
  'no-faults': { call: 'DELETE /faults', words: () => 'No fault is on' },
  'no-fault': { call: 'DELETE /faults/:id', words: () => 'The fault is removed' },
  mode: {
    call: 'POST /modes',
    body: ({ mode, value }) => ({ [mode ?? '']: value }),
    words: (_answer, { mode, value }) => `${mode} is ${value}`,
  },
  snapshot: {
    call: 'POST /snapshot',
    body: ({ name }) => ({ name }),
    words: ({ snapshot }) => `Snapshot ${snapshot} taken`,
  },
  restore: {
    call: 'POST /restore',
    body: ({ snapshot }) => ({ snapshot }),
    words: (_answer, { snapshot }) => `Everything is as in snapshot ${snapshot}`,
  },
  reset: {
    call: 'POST /reset',
    body: (given) => numbers(given, ['seed']),
    words: () => 'Started afresh',
  },
};

/** Kinds of faults that last. */
const timed = ['slow', 'stale', 'delay', 'stale_t'];

const acts: Record<string, Act> = { ...onPeople, ...onBookings, ...onApplications, ...onSettings };

export type Call = (
  call: string,
  params: Record<string, string>,
  body: Record<string, unknown>,
) => Promise<ControlAnswer>;

/** What a form asks for, done; what is wrong with it is told in the control interface's words. */
export async function perform(call: Call, given: Given): Promise<{ told: Content } | { refused: string }> {
  const act = Object.hasOwn(acts, given.do ?? '') ? acts[given.do!]! : undefined;
  if (!act) return { refused: 'There is no such button.' };
  const answer = await call(act.call, given, act.body?.(given) ?? {});
  if ('wrong' in answer) return { refused: answer.wrong };
  return { told: act.words(('value' in answer ? answer.value : {}) as Answered, given) };
}

/** Calls the control interface from within, as if it were asked over HTTP. */
export function callerOf(controls: Control[]): Call {
  const known = new Map(controls.map((control) => [`${control.method} ${control.path}`, control]));
  return async (call, params, body) => known.get(call)!.act({ params, query: {}, body });
}
