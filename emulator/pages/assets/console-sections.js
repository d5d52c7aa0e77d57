// What the console shows, one part a section: which kinds it reads, and how they look. `act` does something
// through the control interface and tells what it caused.
import { button, el, foreign, table, when } from './console-dom.js';

const meetingsShown = 100;
const deliveriesShown = 100;

const people = {
  title: 'People',
  reads: '/dump?kinds=people,grants',
  show(dump, act) {
    return table(
      'people',
      ['Person', 'Role', 'Zone', 'Booking pages', 'Access given', 'Do'],
      dump.people.map((person) => {
        const open = dump.grants.filter((grant) => grant.userId === person.id && !grant.endedAt).length;
        return [
          [
            el('a', { href: `/${person.slug}` }, foreign(person.name)),
            el('br'),
            el('small', {}, foreign(person.email)),
          ],
          person.role,
          person.timezone,
          el(
            'ul',
            {},
            ...person.event_types.map((type) =>
              el('li', {}, el('a', { href: `/${person.slug}/${type.slug}` }, foreign(type.name))),
            ),
          ),
          String(open),
          el(
            'span.row',
            {},
            button(
              'Expire tokens',
              `expire-${person.id}`,
              () => act('POST', '/expire', { user: person.id }, ({ tokens }) => `${tokens} tokens expired`),
              person.name,
            ),
            button(
              'End access',
              `revoke-${person.id}`,
              () => act('POST', '/revoke', { user: person.id }, ({ grants }) => `${grants} grants ended`),
              person.name,
            ),
          ),
        ];
      }),
    );
  },
};

const meetings = {
  title: 'Meetings',
  reads: '/dump?kinds=people,events,invitees',
  show(dump, act) {
    const events = new Map(dump.events.map((event) => [event.id, event]));
    const names = new Map(dump.people.map((person) => [person.id, person.name]));
    const now = document.querySelector('.bar time')?.dateTime ?? '';
    const rows = dump.invitees
      .map((invitee) => ({ invitee, event: events.get(invitee.eventId) }))
      .filter(({ event }) => event.endTime > now)
      .sort((a, b) => a.event.startTime.localeCompare(b.event.startTime));
    return [
      el('p.muted', {}, countWords(rows.length, meetingsShown, 'bookings ahead')),
      table(
        'bookings ahead',
        ['When (UTC)', 'What', 'With', 'Invitee', 'State', 'Do'],
        rows
          .slice(0, meetingsShown)
          .map(({ invitee, event }) => [
            when(event.startTime, 'minute'),
            foreign(event.name),
            event.hostIds.map((id, index) => [index > 0 && ', ', foreign(names.get(id) ?? id)]),
            [
              el('a', { href: `/bookings/${invitee.id}` }, foreign(invitee.name)),
              el('br'),
              el('small', {}, foreign(invitee.email)),
            ],
            el('span.state', {}, stateOf(invitee)),
            el('span.row', {}, ...(invitee.status === 'active' ? actsOn(invitee, act) : [])),
          ]),
      ),
    ];
  },
};

function stateOf(invitee) {
  if (invitee.rescheduled) return '→ moved';
  if (invitee.status === 'canceled') return '✕ canceled';
  return invitee.noShow ? '○ no-show' : '● scheduled';
}

function actsOn({ id, name, noShow }, act) {
  const mark = noShow ? 'Not a no-show' : 'No-show';
  return [
    button(
      'Cancel',
      `cancel-${id}`,
      () => act('POST', '/cancel', { invitee: id, by: 'host' }, () => 'Canceled by the host'),
      name,
    ),
    button(
      'Move',
      `move-${id}`,
      () =>
        act(
          'POST',
          '/reschedule',
          { invitee: id },
          ({ event }) => `Moved to ${event.start_time.slice(0, 16).replace('T', ' ')} UTC`,
        ),
      name,
    ),
    button(
      mark,
      `no-show-${id}`,
      () =>
        act('POST', '/no-show', { invitee: id, marked: !noShow }, () =>
          noShow ? 'No longer a no-show' : 'Marked as a no-show',
        ),
      name,
    ),
  ];
}

const subscriptions = {
  title: 'Subscriptions',
  reads: '/dump?kinds=people,subscriptions',
  show(dump) {
    const names = new Map(dump.people.map((person) => [person.id, person.name]));
    return table(
      'webhook subscriptions',
      ['Sends to', 'What', 'Of', 'Signed with', 'State', 'Made (UTC)'],
      dump.subscriptions.map((subscription) => [
        el('code', {}, subscription.callbackUrl),
        subscription.events.join(', '),
        `${subscription.scope}${subscription.userId ? `: ${names.get(subscription.userId)}` : ''}`,
        subscription.hasSigningKey ? 'its own key' : 'the application’s key',
        [
          subscription.state === 'active' ? '● active' : '✕ disabled',
          subscription.retryStartedAt && [el('br'), 'retrying since ', when(subscription.retryStartedAt)],
        ],
        when(subscription.createdAt),
      ]),
    );
  },
};

const deliveryStates = { waiting: '… waiting', delivered: '● delivered', dropped: '✕ dropped' };

const deliveries = {
  title: 'Deliveries',
  reads: '/dump?kinds=subscriptions,deliveries',
  show(dump) {
    const addresses = new Map(dump.subscriptions.map((one) => [one.id, one.callbackUrl]));
    const newest = dump.deliveries.toReversed();
    return [
      el('p.muted', {}, countWords(newest.length, deliveriesShown, 'deliveries, newest first')),
      table(
        'deliveries',
        ['Made (UTC)', 'What', 'State', 'Answers', 'Next try (UTC)', 'Request'],
        newest
          .slice(0, deliveriesShown)
          .map((delivery) => [
            when(delivery.createdAt),
            el('code', {}, delivery.event),
            el('span.state', {}, deliveryStates[delivery.state]),
            delivery.attempts.map((attempt) =>
              el('div', {}, `${attempt.status ?? attempt.error} in ${attempt.milliseconds} ms`),
            ),
            when(delivery.nextAttemptAt),
            request(delivery, addresses.get(delivery.subscriptionId)),
          ]),
      ),
    ];
  },
};

/** Folded: where it goes, and its bytes, asked for when they are looked at. */
function request(delivery, address) {
  const bytes = el('pre', { tabindex: '0', 'aria-label': 'Body' }, '…');
  const read = async (event) => {
    if (!event.target.open) return;
    const answer = await fetch(`/_emulator/deliveries/${delivery.id}`);
    const text = await answer.text();
    bytes.textContent = pretty(text);
  };
  return el(
    'details',
    { 'data-key': `delivery-${delivery.id}`, ontoggle: read },
    el('summary', {}, `${delivery.bytes} bytes`),
    el('p', {}, 'POST ', el('code', {}, address ?? 'a subscription that is gone')),
    bytes,
    el('p.muted', {}, 'SHA-256 ', el('code', {}, delivery.sha256)),
  );
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const requests = {
  title: 'Requests',
  reads: '/dump?kinds=operations',
  show: (dump) =>
    table(
      'requests yet',
      ['Operation', 'Requests since the start'],
      dump.operations.map(({ operation, count }) => [el('code', {}, operation), String(count)]),
    ),
};

const modes = {
  title: 'Modes',
  reads: '/modes',
  show: (answer, act) => [
    el('p.muted', {}, 'What Calendly leaves open. Each can be tried both ways.'),
    table(
      'modes',
      ['Mode', 'Value', 'Meaning', 'Evidence'],
      answer.modes.map((mode) => [
        el('code.name', {}, mode.name),
        el(
          'select',
          {
            'aria-label': mode.name,
            'data-key': `mode-${mode.name}`,
            onchange: (event) =>
              act(
                'POST',
                '/modes',
                { [mode.name]: event.target.value },
                () => `${mode.name} is ${event.target.value}`,
              ),
          },
          ...mode.values.map((value) => el('option', { value, selected: value === mode.value }, value)),
        ),
        mode.meaning,
        el('span.muted', {}, mode.evidence),
      ]),
    ),
  ],
};

function countWords(count, shown, words) {
  return count > shown ? `The first ${shown} of ${count} ${words}.` : `${count} ${words}.`;
}

export const sections = { people, meetings, subscriptions, deliveries, requests, modes };
