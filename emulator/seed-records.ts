/** What the company keeps beside its meetings: groups, teams, an invitation, forms, contacts, recaps, other calendars. */
import { untracked } from './booking-rows.ts';
import { isoMicros } from './clock.ts';
import type { FormResult, RoutingForm, User } from './entities.ts';
import type { Ids } from './ids.ts';
import { bornAt, slugOf } from './people.ts';
import { newRecap, noDetails } from './record-rows.ts';
import type { State } from './state.ts';

const hour = 3_600_000;
const day = 24 * hour;
const contactsEach = 4;
const recapsEach = 3;

interface Deps {
  state: State;
  ids: Ids;
  /** Midnight, UTC. */
  today: number;
}

export function addRecords(deps: Deps, users: User[]): void {
  addGroups(deps, users);
  addTeams(deps, users);
  addInvitation(deps, users[0]!.organizationId);
  addForms(deps, users);
  addCustomFields(deps, users[0]!.organizationId);
  for (const user of users) {
    addContacts(deps, user);
    addRecaps(deps, user);
    addBusyTimes(deps, user);
  }
}

function addGroups({ state, ids, today }: Deps, users: User[]): void {
  const born = bornAt(isoMicros(today - 300 * day));
  const { organizationId } = users[0]!;
  for (const [index, name] of ['Sales', 'Support', 'Research'].entries()) {
    const group = { id: ids.uuid(), organizationId, name, ...born };
    state.groups.put(group);
    const join = (userId: string, role: 'member' | 'admin') =>
      state.groupRelationships.put({
        id: ids.uuid(),
        groupId: group.id,
        organizationId,
        role,
        userId,
        invitationId: null,
        ...born,
      });
    const members = users.filter((_, place) => place % 3 === index);
    for (const { id } of members) join(id, 'member');
    join(members[1]!.id, 'admin');
  }
}

function addTeams({ state, ids }: Deps, users: User[]): void {
  const { organizationId } = users[0]!;
  for (const [index, name] of ['Quay Street', 'Abroad'].entries()) {
    const memberIds = users.filter((_, place) => place % 2 === index).map(({ id }) => id);
    state.teams.put({ id: ids.uuid(), organizationId, name, slug: `team-${slugOf(name)}`, memberIds });
  }
}

function addInvitation({ state, ids, today }: Deps, organizationId: string): void {
  const sent = isoMicros(today - 3 * day);
  const email = 'lotte.winter@example.com';
  const known = { id: ids.uuid(), organizationId, email, userId: null, lastSentAt: sent, ...bornAt(sent) };
  state.invitations.put({ ...known, status: 'pending' });
}

function addForms({ state, ids, today }: Deps, users: User[]): void {
  const answers = ['A first project', 'Something we have together', 'A job'];
  const [type] = state.eventTypesOf(users[0]!.id);
  const results: FormResult[] = [
    { type: 'event_type', eventTypeId: type!.id },
    { type: 'custom_message', headline: 'Thank you', body: 'The person you work with will call you.' },
    { type: 'external_url', url: 'https://example.com/jobs' },
  ];
  for (const [index, name] of ['How can we help?', 'Feedback'].entries()) {
    const form: RoutingForm = {
      id: ids.uuid(),
      organizationId: users[0]!.organizationId,
      name,
      status: index === 0 ? 'published' : 'draft',
      questions: [
        { id: ids.uuid(), name: 'Your name', type: 'name', required: true, answerChoices: null },
        { id: ids.uuid(), name: 'Your email', type: 'email', required: true, answerChoices: null },
        { id: ids.uuid(), name: 'What is it about?', type: 'radios', required: true, answerChoices: answers },
      ],
      routes: answers.map((answer, place) => ({ answer, result: results[place]! })),
      ...bornAt(isoMicros(today - (200 - index) * day)),
    };
    state.forms.put(form);
    if (form.status === 'published') addSubmissions({ state, ids, today }, form);
  }
}

function addSubmissions({ state, ids, today }: Deps, form: RoutingForm): void {
  for (const [index, route] of form.routes.entries()) {
    const given = ['Ada Holt', 'ada.holt@example.com', route.answer!];
    state.submissions.put({
      id: ids.uuid(),
      formId: form.id,
      answers: form.questions.map(({ id, name }, place) => ({
        questionId: id,
        question: name,
        answer: given[place]!,
      })),
      tracking: untracked,
      result: route.result,
      inviteeId: null,
      ...bornAt(isoMicros(today - (20 - index) * day)),
    });
  }
}

function addCustomFields({ state, ids, today }: Deps, organizationId: string): void {
  const born = bornAt(isoMicros(today - 100 * day));
  const put = (label: string, fieldType: 'text' | 'single_select', options: string[]) =>
    state.customFields.put({ id: ids.uuid(), organizationId, label, fieldType, options, ...born });
  put('Tier', 'single_select', ['Gold', 'Silver']);
  put('Met at', 'text', []);
}

/** Of those who booked. */
function addContacts({ state, ids, today }: Deps, user: User): void {
  const met = state.invitees.where(
    `event_id in (select event_id from event_hosts where user_id = ?) group by email order by email limit ?`,
    user.id,
    contactsEach,
  );
  for (const [index, { name, email, timezone }] of met.entries())
    state.contacts.put({
      id: ids.uuid(),
      userId: user.id,
      name,
      emails: [{ email, is_primary: true }],
      phoneNumbers: [],
      details: { ...noDetails, timezone, company: index % 2 === 0 ? 'Acme' : null },
      customFields: [],
      ...bornAt(isoMicros(today - (30 - index) * day)),
    });
}

function addRecaps({ state, ids, today }: Deps, user: User): void {
  const held = state.events.where(
    `status = 'active' and start_time < ? and id in (select event_id from event_hosts where user_id = ?)
     order by start_time desc limit ?`,
    isoMicros(today),
    user.id,
    recapsEach,
  );
  for (const [index, { id, endTime }] of held.entries()) {
    const recap = newRecap({ id: ids.uuid(), userId: user.id, eventId: id }, endTime);
    state.recaps.put({ ...recap, status: index === 0 ? 'Processing' : 'Available' });
  }
}

/** An hour at lunch, UTC, on the coming five days. */
function addBusyTimes({ state, ids, today }: Deps, user: User): void {
  for (let ahead = 1; ahead <= 5; ahead += 1) {
    const start = today + ahead * day + 12 * hour;
    state.busyTimes.put({
      id: ids.uuid(),
      userId: user.id,
      startTime: isoMicros(start),
      endTime: isoMicros(start + hour),
    });
  }
}
