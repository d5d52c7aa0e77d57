/** What the writers of rows share. */
import type { Clock } from '../clock.ts';
import type { State } from '../state.ts';
import type { Uris } from '../uris.ts';

export type Json = Record<string, unknown>;

export interface WireParts {
  state: State;
  uris: Uris;
  clock: Clock;
}

export function trackingOf(given: object): Json {
  const known = given as Json;
  return {
    utm_campaign: known.utm_campaign ?? null,
    utm_source: known.utm_source ?? null,
    utm_medium: known.utm_medium ?? null,
    utm_content: known.utm_content ?? null,
    utm_term: known.utm_term ?? null,
    salesforce_uuid: known.salesforce_uuid ?? null,
  };
}

export function asHtml(text: string | null): string | null {
  if (text === null) return null;
  return `<p>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</p>`;
}
