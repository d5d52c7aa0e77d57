// Faults: which operation fails how, how often; and what each has done yet.
import { button, el, table } from './console-dom.js';

const ofAnswers = {
  status: 'Answer with a status, nothing done',
  lost_before: 'No answer, nothing done',
  lost_after: 'No answer, though done',
  cut: 'Half an answer, though done',
  malformed: 'An answer that is no JSON, though done',
  slow: 'A slow answer',
};
const ofDeliveries = {
  duplicate: 'Sent twice',
  delay: 'Sent later',
  reorder: 'Sent after the next one',
  stale_t: 'Signed for an earlier time',
  bad_signature: 'Signed wrongly',
  unreachable: 'Does not arrive',
};
const kinds = { ...ofAnswers, ...ofDeliveries };

const operations = [
  'oauth.exchange',
  'oauth.refresh',
  'oauth.revoke',
  'users.me',
  'scheduledEvents.list',
  'scheduledEvents.get',
  'invitees.list',
  'invitees.get',
  'webhookSubscriptions.create',
  'webhookSubscriptions.list',
  'webhookSubscriptions.delete',
];

export const faults = {
  title: 'Faults',
  reads: '/faults',
  show: (answer, act) => [
    answer.faults.length > 0 &&
      el(
        'p',
        {},
        button('Switch all off', 'faults-off', () =>
          act('DELETE', '/faults', undefined, () => 'No faults are on'),
        ),
      ),
    table(
      'faults',
      ['Where', 'What', 'Lets pass', 'Strikes still', 'Struck', 'Do'],
      answer.faults.map((fault) => [
        el('code', {}, fault.operation),
        [
          kinds[fault.kind],
          fault.status && ` (${fault.status})`,
          fault.milliseconds && ` (${fault.milliseconds} ms)`,
        ],
        String(fault.skip),
        fault.left === null ? 'always' : String(fault.left),
        String(fault.struck),
        button('Remove', `fault-${fault.id}`, () =>
          act('DELETE', `/faults/${fault.id}`, undefined, () => 'Removed'),
        ),
      ]),
    ),
  ],
};

/** Made once, so that nothing is lost while it is filled in. */
export function faultForm(act) {
  const where = select('operation', 'Where', ['*', 'delivery', ...operations], (name) =>
    name === '*' ? 'every operation' : name,
  );
  const what = select('kind', 'What', [], (name) => kinds[name]);
  const often = select(
    'count',
    'How often',
    ['1', '3', 'always'],
    (count) => ({ 1: 'once', 3: 'three times' })[count] ?? count,
  );
  const status = number('status', 'Status', '503');
  const milliseconds = number('milliseconds', 'Milliseconds', '5000');
  const skip = number('skip', 'Lets pass first', '0');
  const adapt = () => {
    const fitting = where.input.value === 'delivery' ? ofDeliveries : ofAnswers;
    if (!Object.hasOwn(fitting, what.input.value))
      what.input.replaceChildren(
        ...Object.entries(fitting).map(([value, words]) => el('option', { value }, words)),
      );
    status.hidden = what.input.value !== 'status';
    milliseconds.hidden = !['slow', 'delay', 'stale_t'].includes(what.input.value);
  };
  const submit = (event) => {
    event.preventDefault();
    const count = often.input.value;
    const fault = {
      operation: where.input.value,
      kind: what.input.value,
      count: count === 'always' ? count : Number(count),
      skip: Number(skip.input.value),
      ...(!status.hidden && { status: Number(status.input.value) }),
      ...(!milliseconds.hidden && { milliseconds: Number(milliseconds.input.value) }),
    };
    act('POST', '/faults', fault, () => 'The fault is on');
  };
  const form = el(
    'form.fault-form',
    { onsubmit: submit, onchange: adapt },
    ...[where, what, often, skip, status, milliseconds],
    el('button.button.small', {}, 'Switch on'),
  );
  adapt();
  return form;
}

function labelled(label, input) {
  const field = el('label', {}, label, input);
  field.input = input;
  return field;
}

function select(name, label, values, words) {
  const options = values.map((value) => el('option', { value }, words(value)));
  return labelled(label, el('select', { name }, ...options));
}

function number(name, label, value) {
  return labelled(label, el('input', { name, type: 'number', min: '0', value }));
}
