/** What was called since the start, and how much of their minute callers have used. */
import { html } from '../pages/html.ts';
import { table } from './look.ts';
import type { ConsoleParts, Section } from './section.ts';

export function requestsSection({ edge }: ConsoleParts): Section {
  return {
    name: 'requests',
    title: 'Requests',
    live() {
      const { operations, calls } = edge.counters();
      return html`${table(
        'requests yet',
        ['Operation', 'Requests since the start'],
        operations.map(({ operation, count }) => [html`<code>${operation}</code>`, String(count)]),
      )}
<h2>Callers</h2>
${table(
  'calls with a token yet',
  ['Client and person', 'Within the limit', 'Beyond it'],
  calls.map(({ key, served, limited }) => [html`<code>${key}</code>`, String(served), String(limited)]),
)}`;
    },
  };
}
