/** The lines of a test: one for each thing that was tried, a failed one with what is wrong and what to do. */
import type { TestLine } from '../../sdk/types.ts';
import type { CalendlyError } from '../calendly/index.ts';
import { catalogue, type FailureCode } from '../errors.ts';

export type Step = TestLine['step'];

export interface Said {
  code: string;
  words: string;
  wayOut: string;
}

export const noSubscription: Said = {
  code: 'subscription_missing',
  words: 'No subscription of ours stands at Calendly, so it does not call us when something is booked.',
  wayOut: 'A new one is made by itself within a quarter of an hour; connect again to have it now.',
};

export const missingPermission: Said = {
  code: 'scope_missing',
  words: 'A permission that was asked for was not granted.',
  wayOut: catalogue.scope_missing.wayOut,
};

export const missingOfToken: Said = {
  ...missingPermission,
  words: 'The personal access token lacks a permission that the connection asks for.',
  wayOut: catalogue.personal_token_not_enough.wayOut,
};

const refusedByCalendly = {
  code: 'calendly_refused',
  words: 'Calendly refused what was asked; its own words stand beside this.',
};

export const addressLeadsElsewhere: Said = {
  code: 'address_elsewhere',
  words: 'What is posted to the public address does not arrive here.',
  wayOut:
    'Check PUBLIC_URL, its name, its certificate and what stands in front of it: POST to /api/calendly/webhook/ must come through, without a redirect. If only this machine cannot reach it, the first delivery will tell.',
};

export const wrongClock: Said = {
  code: 'clock_wrong',
  words:
    'Our clock and Calendly’s differ by more than three minutes. Deliveries are kept, and confirmed by asking Calendly.',
  wayOut: 'Let the machine set its clock by the network (NTP).',
};

export function say(code: FailureCode): Said {
  return { code, words: catalogue[code].title, wayOut: catalogue[code].wayOut };
}

export function failedBy(step: Step, error: CalendlyError): TestLine {
  const { kind, wayOut } = error;
  const { status, words } = error.facts;
  const passing = kind === 'unavailable' || kind === 'limited';
  const said = passing ? say('calendly_unreachable') : { ...refusedByCalendly, wayOut };
  const facts = { kind, status: status ?? null, words: words ?? null };
  return failed(step, kind === 'missing_scope' ? missingPermission : said, facts);
}

export function passed(step: Step, facts: TestLine['facts'] = {}): TestLine {
  return { step, outcome: 'passed', facts };
}

export function notTried(step: Step, facts: TestLine['facts'] = {}): TestLine {
  return { step, outcome: 'not_tried', facts };
}

export function failed(step: Step, { code, words, wayOut }: Said, facts: TestLine['facts'] = {}): TestLine {
  return { step, outcome: 'failed', facts: { code, ...facts }, words, wayOut };
}
