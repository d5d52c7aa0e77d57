/** Every operation of Calendly's REST API as of November 2026, each written down once: 67 of them. */
import { availability } from './availability.ts';
import { bookings } from './bookings.ts';
import { contacts } from './contacts.ts';
import { offers } from './offers.ts';
import type { Operation } from './operation.ts';
import { people } from './people.ts';
import { records } from './records.ts';
import { webhooks } from './webhooks.ts';

export const operations = {
  ...people,
  ...offers,
  ...availability,
  ...bookings,
  ...webhooks,
  ...records,
  ...contacts,
};
export type Operations = typeof operations;

/** Each with the name that its call has, `eventTypes.list`. */
export function listOperations(): { name: string; operation: Operation }[] {
  return Object.entries(operations).flatMap(([group, named]) =>
    Object.entries(named).map(([name, operation]) => ({
      name: `${group}.${name}`,
      operation: operation as Operation,
    })),
  );
}
