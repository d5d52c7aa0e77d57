/**
 * The rows of the emulated Calendly, and what can be done to its bookings.
 * Everything is plain data in Calendly's own words; how a row looks on the wire is `wire.ts`.
 * Times are ISO 8601 UTC with six decimals, as Calendly writes them; ids are bare uuids, never URIs.
 */
export type * from './entities/access.ts';
export type * from './entities/bookings.ts';
export type * from './entities/deliveries.ts';
export * from './entities/offers.ts';
export type * from './entities/people.ts';
export * from './entities/records.ts';
