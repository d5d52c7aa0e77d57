/** `/contacts`: the caller's own; one e-mail address stands in one contact. */
import {
  type Answer,
  type Detail,
  denied,
  exists,
  invalid,
  noContent,
  notFound,
  resource,
} from '../answers.ts';
import { type Contact, contactDetails } from '../entities.ts';
import { noDetails } from '../record-rows.ts';
import { idFrom } from '../uris.ts';
import type { Json } from '../wire.ts';
import { email, flag, listOf, needed, object, oneOf, type Shape, text, textOf } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { type Condition, listPage } from './page.ts';

const shape: Shape = {
  name: text(),
  emails: listOf(object({ email: needed(email), is_primary: flag }), 10),
  phone_numbers: listOf(object({ phone_number: needed(text()) }), 10),
  ...Object.fromEntries(contactDetails.map((name) => [name, text()])),
  custom_fields: listOf(object({ uuid: needed(text()) })),
};

export function contactOperations(parts: Parts): Operation[] {
  const { state, wire, clock, ids, webhooks } = parts;

  const tell = (topic: string, { userId }: Contact, payload: () => Json) => {
    const { organizationId } = state.users.get(userId)!;
    webhooks.announce(topic, { organizationId, userIds: [userId] }, payload);
  };

  function list({ caller, query }: Call): Answer {
    const without = query.exclude?.split(',').includes('custom_fields');
    return listPage<Contact>(parts, {
      path: '/contacts',
      query,
      table: 'contacts',
      where: [['user_id = ?', caller.user.id], ...filtersOf(query)],
      sorts: { created_at: `row ->> '$.createdAt'`, updated_at: `row ->> '$.updatedAt'` },
      present(row) {
        const { custom_fields: fields, ...rest } = wire.contact(row);
        return without ? rest : wire.contact(row);
      },
    });
  }

  function find({ caller, params }: Call): { contact: Contact } | Answer {
    const contact = state.contacts.get(params.uuid!);
    if (!contact) return notFound;
    return contact.userId === caller.user.id ? { contact } : denied();
  }

  function get(call: Call): Answer {
    const found = find(call);
    return 'contact' in found ? resource(wire.contact(found.contact)) : found;
  }

  function create({ caller, body }: Call): Answer {
    const now = clock.iso();
    const blank: Contact = {
      id: ids.uuid(),
      userId: caller.user.id,
      name: '',
      emails: [],
      phoneNumbers: [],
      details: noDetails,
      customFields: [],
      createdAt: now,
      updatedAt: now,
    };
    return keep(blank, body, 201);
  }

  function update(call: Call): Answer {
    const found = find(call);
    if (!('contact' in found)) return found;
    const unknown = Object.keys(call.body).find((name) => !Object.hasOwn(shape, name));
    if (unknown !== undefined) return invalid({ parameter: unknown, message: 'is not allowed' });
    if (Object.keys(call.body).length === 0) return invalid({ message: 'at least one field is missing' });
    return keep({ ...found.contact, updatedAt: clock.iso() }, call.body, 200);
  }

  function keep(before: Contact, body: Record<string, unknown>, status: 200 | 201): Answer {
    const contact = changed(before, body);
    const details = wrongIn(contact);
    if (details.length > 0) return invalid(...details);
    const taken = state.contacts.where(
      `user_id = ? and id <> ? and exists (select 1 from json_each(row, '$.emails') as mine
         where mine.value ->> '$.email' in (select value from json_each(?)))`,
      contact.userId,
      contact.id,
      JSON.stringify(contact.emails.map((each) => each.email)),
    );
    if (taken.length > 0) return exists('Contact with this email already exists');
    state.contacts.put(contact);
    const topic = status === 201 ? 'contact.created' : 'contact.updated';
    tell(topic, contact, () => wire.contactPayload(contact));
    return resource(wire.contact(contact), status);
  }

  /** What its list cannot say: who is primary, and whether a custom field exists. */
  function wrongIn(contact: Contact): Detail[] {
    const primary = contact.emails.filter((each) => each.is_primary).length;
    const { organizationId } = state.users.get(contact.userId)!;
    const strange = contact.customFields.some(
      ({ id }) => state.customFields.get(id)?.organizationId !== organizationId,
    );
    return [
      ...(primary === 1 ? [] : [{ parameter: 'emails', message: 'exactly one must be primary' }]),
      ...(strange ? [{ parameter: 'custom_fields', message: 'is invalid' }] : []),
    ];
  }

  function remove(call: Call): Answer {
    const found = find(call);
    if (!('contact' in found)) return found;
    state.contacts.remove(found.contact.id);
    const deletedAt = clock.iso();
    tell('contact.deleted', found.contact, () => wire.contactDeleted(found.contact, deletedAt));
    return noContent;
  }

  const reads = { scope: 'contacts:read', plan: 'paid', method: 'GET' } as const;
  const writes = { scope: 'contacts:write', plan: 'paid' } as const;
  const one = '/contacts/:uuid';
  const full = { ...shape, name: needed(text()), emails: needed(shape.emails!) };
  return [
    {
      ...reads,
      name: 'contacts.list',
      path: '/contacts',
      query: { exclude: oneOf('custom_fields') },
      act: list,
    },
    { ...writes, name: 'contacts.create', method: 'POST', path: '/contacts', body: full, act: create },
    { ...reads, name: 'contacts.get', path: one, act: get },
    { ...writes, name: 'contacts.update', method: 'PATCH', path: one, body: shape, act: update },
    { ...writes, name: 'contacts.delete', method: 'DELETE', path: one, act: remove },
  ];
}

/** Comma lists: any of the values. */
function filtersOf(query: Record<string, string>): (Condition | undefined)[] {
  const among = (sql: string, given: string | undefined): Condition | undefined =>
    given ? [sql, JSON.stringify(given.split(','))] : undefined;
  const inside = (list: string, field: string) =>
    `exists (select 1 from json_each(row, '$.${list}') as each
       where each.value ->> '$.${field}' in (select value from json_each(?)))`;
  return [
    among(inside('emails', 'email'), query.email),
    among(inside('phoneNumbers', 'phone_number'), query.phone_number),
    among(`row ->> '$.name' in (select value from json_each(?))`, query.name),
    ...contactDetails.map((name) =>
      among(`row ->> '$.details.${name}' in (select value from json_each(?))`, query[name]),
    ),
  ];
}

/** Lists replace; what is not named stays. */
function changed(before: Contact, body: Record<string, unknown>): Contact {
  const named = <T>(name: string, read: (value: unknown) => T, otherwise: T): T =>
    body[name] === undefined ? otherwise : read(body[name] ?? []);
  const details = { ...before.details };
  for (const name of contactDetails) if (body[name] !== undefined) details[name] = textOf(body[name]);
  return {
    ...before,
    name: textOf(body.name) ?? before.name,
    emails: named(
      'emails',
      (list) =>
        (list as Contact['emails']).map((each) => ({
          email: each.email,
          is_primary: String(each.is_primary) === 'true',
        })),
      before.emails,
    ),
    phoneNumbers: named(
      'phone_numbers',
      (list) => (list as Contact['phoneNumbers']).map(({ phone_number }) => ({ phone_number })),
      before.phoneNumbers,
    ),
    details,
    customFields: named(
      'custom_fields',
      (list) =>
        (list as { uuid: string; value: unknown }[]).map(({ uuid, value }) => ({
          id: idFrom(uuid),
          value: value ?? null,
        })),
      before.customFields,
    ),
  };
}
