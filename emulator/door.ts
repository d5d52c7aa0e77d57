/** What the pages for people may use of the emulator. */
import type { Authorize } from './authorize.ts';
import type { MovableClock } from './clock.ts';
import type { Bookings } from './entities.ts';
import type { Faults } from './faults.ts';
import type { Forms } from './forms.ts';
import type { PagesDoor } from './pages/door.ts';
import type { State } from './state.ts';

/** How long a single-use link waits to be used. */
const linkMs = 90 * 24 * 60 * 60_000;

export function createDoor(deps: {
  state: State;
  clock: MovableClock;
  faults: Faults;
  bookings: Bookings;
  authorize: Authorize;
  forms: Forms;
  publicUrl: () => string;
}): PagesDoor {
  const { state, clock, faults, bookings, authorize, forms } = deps;
  return {
    clock,
    get publicUrl() {
      return deps.publicUrl();
    },
    faultsOn: () => faults.list().filter((fault) => fault.left !== 0).length,
    people: state.people,
    findPerson: state.findPerson,
    eventTypesOf: state.eventTypesOf,
    findEventType(personSlug, typeSlug) {
      const person = state.findPerson(personSlug);
      return person && state.findEventType(person.id, typeSlug);
    },
    findLink(id) {
      const link = state.links.get(id);
      if (!link || link.usedAt !== null) return undefined;
      if (clock.now() > Date.parse(link.createdAt) + linkMs) return undefined;
      const eventType = state.eventTypes.get(link.eventTypeId)!;
      return { eventType, host: state.users.get(eventType.ownerId)! };
    },
    findInvitee(id) {
      const invitee = state.invitees.get(id);
      if (!invitee) return undefined;
      const event = state.events.get(invitee.eventId)!;
      const eventType = state.eventTypes.get(event.eventTypeId)!;
      return { invitee, event, eventType, host: state.users.get(event.hostIds[0]!)! };
    },
    findForm(id) {
      const form = state.forms.get(id);
      return form?.status === 'published' ? form : undefined;
    },
    eventTypePath(id) {
      const type = state.eventTypes.get(id)!;
      return `${state.users.get(type.ownerId)!.slug}/${type.slug}`;
    },
    forms,
    bookings,
    authorize,
  };
}
