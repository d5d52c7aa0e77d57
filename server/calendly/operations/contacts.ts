/** Contacts and the fields that an organization added to them (calendly-api.md §3.13). */
import { contact, customFieldDefinition } from '../resources/records.ts';
import { may, needed, nothing, one, operation, pages, type Sort } from './operation.ts';

const read = { scope: 'contacts:read', plan: 'paid' } as const;
const write = { scope: 'contacts:write', plan: 'paid' } as const;
const path = '/contacts/{uuid}';

type Emails = { email: string; is_primary: boolean }[];
const details = {
  /** Up to ten. */
  phone_numbers: may<{ phone_number: string }[]>(),
  timezone: may(),
  job_title: may(),
  company: may(),
  country: may(),
  state: may(),
  city: may(),
  linkedin: may(),
  custom_fields: may<{ uuid: string; value: unknown }[]>(),
};

export const contacts = {
  contacts: {
    /**
     * One's own. Each filter takes several values, with commas between. Scope `contacts:read`, a paid plan; §3.13.
     */
    list: operation({
      ...read,
      method: 'GET',
      path: '/contacts',
      query: {
        sort: may<Sort<'created_at' | 'updated_at'>>(),
        email: may<string | string[]>(),
        phone_number: may<string | string[]>(),
        timezone: may<string | string[]>(),
        name: may<string | string[]>(),
        job_title: may<string | string[]>(),
        company: may<string | string[]>(),
        country: may<string | string[]>(),
        state: may<string | string[]>(),
        city: may<string | string[]>(),
        exclude: may<'custom_fields'>(),
      },
      answers: pages(contact),
    }),
    /**
     * A new one, with exactly one primary address among up to ten. `conflict`: another has the address. Scope
     * `contacts:write`, a paid plan; §3.13.
     */
    create: operation({
      ...write,
      method: 'POST',
      path: '/contacts',
      body: { name: needed(), emails: needed<Emails>(), ...details },
      answers: one(contact),
    }),
    /** One contact. `forbidden` for somebody else's. Scope `contacts:read`, a paid plan; §3.13. */
    get: operation({ ...read, method: 'GET', path, answers: one(contact) }),
    /**
     * Changes what is named; lists are replaced. `invalid` for a field that there is not, `conflict` as above. Scope
     * `contacts:write`, a paid plan; §3.13.
     */
    update: operation({
      ...write,
      method: 'PATCH',
      path,
      body: { name: may(), emails: may<Emails>(), ...details },
      answers: one(contact),
    }),
    /** Deletes a contact. Scope `contacts:write`, a paid plan; §3.13. */
    delete: operation({ ...write, method: 'DELETE', path, answers: nothing }),
  },
  customFieldDefinitions: {
    /** The fields that an organization added. Scope `contacts:read`, a paid plan; §3.13. */
    list: operation({
      ...read,
      method: 'GET',
      path: '/contacts/custom_field_definitions',
      answers: pages(customFieldDefinition),
    }),
    /** One of them. Scope `contacts:read`, a paid plan; §3.13. */
    get: operation({
      ...read,
      method: 'GET',
      path: '/contacts/custom_field_definitions/{uuid}',
      answers: one(customFieldDefinition),
    }),
  },
};
