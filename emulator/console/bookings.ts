/** Bookings: made, canceled, moved, marked; ahead of the clock or behind it, found by who they are of. */
import { isoMicros } from '../clock.ts';
import type { Invitee, ScheduledEvent } from '../entities.ts';
import { type Content, foreign, html } from '../pages/html.ts';
import {
  button,
  finder,
  folded,
  form,
  input,
  mark,
  nameAndMail,
  select,
  table,
  turnPages,
  when,
} from './look.ts';
import { type ConsoleParts, type Look, pageOf, type Section } from './section.ts';

interface Booked {
  invitee: Invitee;
  event: ScheduledEvent;
}

/** Nothing is longer than that. */
const longestMs = 12 * 60 * 60_000;

const matches = `(? = '' or instr(lower(i.row ->> '$.name' || ' ' || i.email || ' ' || (e.row ->> '$.name')), lower(?)) > 0
  or e.id in (select h.event_id from event_hosts h join users u on u.id = h.user_id
    where instr(lower(u.row ->> '$.name' || ' ' || u.slug), lower(?)) > 0))`;

export function bookingsSection({ state, store, clock }: ConsoleParts): Section {
  function find(look: Look, limit: number, offset: number): Booked[] {
    const search = (look.get('search') ?? '').trim();
    const now = clock.now();
    const isAhead = look.get('which') !== 'past';
    const [range, order] = isAhead
      ? [`e.start_time > ? and e.row ->> '$.endTime' > ?`, 'asc']
      : [`e.start_time < ? and e.row ->> '$.endTime' <= ?`, 'desc'];
    const from = isAhead ? isoMicros(now - longestMs) : isoMicros(now);
    return store
      .all(
        `select i.row as invitee, e.row as event from events e cross join invitees i on i.event_id = e.id
         where ${range} and ${matches} order by e.start_time ${order}, i.id limit ? offset ?`,
        from,
        isoMicros(now),
        search,
        search,
        search,
        limit,
        offset,
      )
      .map(({ invitee, event }) => ({
        invitee: JSON.parse(invitee as string) as Invitee,
        event: JSON.parse(event as string) as ScheduledEvent,
      }));
  }

  const row = ({ invitee, event }: Booked): Content[] => [
    when(event.startTime, 'minute'),
    foreign(event.name),
    event.hostIds.map((id, index) => [index > 0 && ', ', foreign(state.users.get(id)?.name ?? id)]),
    nameAndMail(`/bookings/${invitee.id}`, invitee),
    stateOf(invitee),
    invitee.status === 'active' && actsOn(invitee),
  ];

  return {
    name: 'bookings',
    title: 'Bookings',
    above: (look) =>
      html`<div class="row spread">${finder(
        html`${input({
          name: 'search',
          label: 'Search bookings',
          type: 'search',
          value: look.get('search') ?? '',
          hint: 'Invitee, host or what',
        })}${select(
          'which',
          'Which',
          [
            { value: 'ahead', words: 'Ahead' },
            { value: 'past', words: 'Past' },
          ],
          look.get('which') ?? 'ahead',
        )}`,
      )}${folded('Book…', 'book', makeForm())}</div>`,
    live(look) {
      const page = pageOf(look, (limit, offset) => find(look, limit, offset));
      const caption = look.get('which') === 'past' ? 'past bookings' : 'bookings ahead';
      return html`${table(caption, ['When (UTC)', 'What', 'With', 'Invitee', 'State', 'Do'], page.rows.map(row))}
${turnPages(page, look)}`;
    },
  };
}

const makeForm = () =>
  form(
    'book',
    {},
    'Book',
    html`${input({ name: 'event_type', label: 'What', hint: 'mara-lind/intro-call', required: true })}
${input({ name: 'name', label: 'Name', value: 'Ivy Invitee' })}
${input({ name: 'email', label: 'Email', type: 'email', value: 'ivy@example.com' })}
${input({ name: 'start_time', label: 'When (UTC); the next free time without one', type: 'datetime-local' })}`,
  );

function stateOf({ rescheduled, status, noShow }: Invitee): Content {
  if (rescheduled) return mark('→', 'moved');
  if (status === 'canceled') return mark('✕', 'canceled');
  return noShow ? mark('○', 'no-show') : mark('●', 'scheduled');
}

function actsOn({ id, name, noShow }: Invitee): Content {
  return html`<div class="acts">${noShow ? button('Not a no-show', 'unmark', { invitee: id }, name) : button('No-show', 'no-show', { invitee: id }, name)}
${folded(
  html`Move…<span class="unseen"> ${name}</span>`,
  `move-${id}`,
  form(
    'move',
    { invitee: id },
    'Move',
    html`${input({ name: 'start_time', label: 'To (UTC); the next free time without one', type: 'datetime-local' })}${by}${reason}`,
  ),
)}
${folded(
  html`Cancel…<span class="unseen"> ${name}</span>`,
  `cancel-${id}`,
  form('cancel', { invitee: id }, 'Cancel the booking', html`${by}${reason}`),
)}</div>`;
}

const by = select('by', 'By', [
  { value: 'host', words: 'the host' },
  { value: 'invitee', words: 'the invitee' },
]);
const reason = input({ name: 'reason', label: 'Reason' });
