/** What fails on purpose: which operation, how, how often; and how often it did. */
import { type Fault, listFaults, operationFaults, queueFaults, sendFaults } from '../faults.ts';
import { type Content, html } from '../pages/html.ts';
import { button, choice, form, input, select, table } from './look.ts';
import type { ConsoleParts, Section } from './section.ts';

const words: Record<Fault['kind'], string> = {
  status: 'Answers with a status, nothing done',
  lost_before: 'No answer, nothing done',
  lost_after: 'No answer, though done',
  cut: 'Half an answer, though done',
  malformed: 'An answer that is no JSON, though done',
  slow: 'A slow answer',
  empty: 'A list that says there is nothing',
  stale: 'A list that is behind',
  duplicate: 'Sent twice',
  delay: 'Sent later',
  reorder: 'Sent after the next one',
  stale_t: 'Signed for an earlier time',
  bad_signature: 'Signed with a key that nobody knows',
  unreachable: 'Does not arrive',
};

export function faultsSection({ faults, operations }: ConsoleParts): Section {
  return {
    name: 'faults',
    title: 'Faults',
    above: () => addForm(operations),
    live() {
      const all = faults.list();
      return html`${all.length > 0 && button('Remove all', 'no-faults', {})}
${table('faults', ['Where', 'What', 'Lets pass', 'Strikes still', 'Struck', 'Do'], all.map(row))}`;
    },
  };
}

const row = (fault: Fault): Content[] => [
  html`<code>${fault.operation}</code>`,
  [
    words[fault.kind],
    fault.status !== null && ` (${fault.status})`,
    fault.milliseconds !== null && ` (${fault.milliseconds} ms)`,
  ],
  String(fault.skip),
  fault.left === null ? 'always' : String(fault.left),
  String(fault.struck),
  button('Remove', 'no-fault', { id: fault.id }, fault.operation),
];

/** Which fields matter follows what was chosen, by the stylesheet alone. */
function addForm(operations: string[]): Content {
  const places = [
    { value: '*', words: 'every operation' },
    { value: 'delivery', words: 'delivery, to a subscription' },
    ...operations,
  ];
  const group = (label: string, kinds: readonly Fault['kind'][]) =>
    html`<optgroup label="${label}">${kinds.map((kind) => choice({ value: kind, words: words[kind] }))}</optgroup>`;
  return form(
    'fault',
    {},
    'Switch on',
    html`${select('operation', 'Where', places)}
<label>What <select name="kind">${group('Of an answer', operationFaults)}${group('Of a list', listFaults)}${group('Of a delivery', [...queueFaults, ...sendFaults])}</select></label>
${select('count', 'How often', [
  { value: '1', words: 'once' },
  { value: '3', words: 'three times' },
  { value: 'always', words: 'always' },
])}
<span class="for-status">${input({ name: 'status', label: 'Status', type: 'number', value: '503', min: 100 })}</span>
<span class="for-time">${input({ name: 'milliseconds', label: 'Milliseconds', type: 'number', value: '5000', min: 0 })}</span>
${input({ name: 'skip', label: 'Lets pass first', type: 'number', value: '0', min: 0 })}`,
  );
}
