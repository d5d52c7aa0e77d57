/** Everything as it was at some moment, and the way back to it; and everything afresh. */
import { html } from '../pages/html.ts';
import { button, folded, form, input, table, when } from './look.ts';
import type { ConsoleParts, Section } from './section.ts';

export function snapshotsSection({ snapshots }: ConsoleParts): Section {
  return {
    name: 'snapshots',
    title: 'Snapshots',
    above: () =>
      html`<div class="row spread">${form(
        'snapshot',
        {},
        'Take a snapshot',
        input({ name: 'name', label: 'Name', hint: 'a number without one' }),
      )}${folded(
        'Start afresh…',
        'reset',
        html`<p>Everything is forgotten: bookings, applications, access, the moved clock. Snapshots stay.</p>
${form(
  'reset',
  {},
  'Forget everything',
  input({ name: 'seed', label: 'Company; as at the start without one', type: 'number', min: 1 }),
)}`,
      )}</div>`,
    live: () => html`<p class="muted">Kept while the emulator runs.</p>
${table(
  'snapshots',
  ['Name', 'Taken at (UTC)', 'Do'],
  snapshots
    .list()
    .map(({ name, takenAt }) => [
      name,
      when(takenAt),
      button('Go back to it', 'restore', { snapshot: name }, name),
    ]),
)}`,
  };
}
