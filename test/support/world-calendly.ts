/** Calendly's answers about a world, as the service's client gives them. */
import {
  type Calendly,
  CalendlyError,
  type Caller,
  type Invitee,
  type ScheduledEvent,
} from '../../server/calendly/index.ts';
import type { World } from './world.ts';

type ScheduledEvents = Pick<Calendly['scheduledEvents'], 'get' | 'page' | 'invitee'> & {
  invitees(caller: Caller, uuid: string): AsyncIterable<Invitee>;
};

/** `worldOf` finds the world of whoever asks. */
export function answerFrom(worldOf: (userUri: string) => World): ScheduledEvents {
  const invitees = (world: World, scheduledEvent: string) =>
    [...world.invitees.values()].filter((one) => one.event === scheduledEvent);
  const notFound = (operation: string) =>
    new CalendlyError({ kind: 'not_found', status: 404, operation, mayHaveActed: false });
  return {
    async get(caller, uuid) {
      const world = worldOf(caller.userUri);
      if (!world.events.has(uuid)) throw notFound('scheduledEvents.get');
      return world.eventResource(uuid) as unknown as ScheduledEvent;
    },
    async page(caller, { status, minStartTime = '', maxStartTime = '9', pageToken = '0', count = 20 }) {
      const world = worldOf(caller.userUri);
      const found = [...world.events.values()]
        .filter(({ canceled }) => status === undefined || canceled === (status === 'canceled'))
        .filter(({ start }) => start >= minStartTime && start <= maxStartTime)
        .sort((one, other) => (one.start < other.start ? -1 : 1));
      const from = Number(pageToken);
      const items = found.slice(from, from + count).map(({ uuid }) => world.eventResource(uuid));
      const next = from + count < found.length ? String(from + count) : undefined;
      return { items: items as unknown as ScheduledEvent[], next, totals: undefined };
    },
    async *invitees(caller, scheduledEvent) {
      const world = worldOf(caller.userUri);
      for (const { uuid } of invitees(world, scheduledEvent)) {
        yield world.inviteeResource(uuid) as unknown as Invitee;
      }
    },
    async invitee(caller, _scheduledEvent, uuid) {
      const world = worldOf(caller.userUri);
      if (!world.invitees.has(uuid)) throw notFound('scheduledEvents.invitee');
      return world.inviteeResource(uuid) as unknown as Invitee;
    },
  };
}
