/** What invitees are written, kept for organizations whose plan lets them read it. */
import type { Clock } from './clock.ts';
import type { Invitee, ScheduledEvent } from './entities.ts';
import type { Ids } from './ids.ts';
import type { State } from './state.ts';
import type { InviteeTopic } from './webhooks.ts';

const words: Partial<Record<InviteeTopic, string>> = {
  'invitee.created': 'Confirmed',
  'invitee.canceled': 'Canceled',
};

export function createCommunications(deps: { state: State; clock: Clock; ids: Ids }) {
  const { state, clock, ids } = deps;
  return {
    note(topic: InviteeTopic, invitee: Invitee, event: ScheduledEvent): void {
      const word = words[topic];
      const { plan } = state.organizations.get(event.organizationId)!;
      if (word === undefined || plan !== 'enterprise') return;
      state.communications.put({
        id: ids.uuid(),
        organizationId: event.organizationId,
        type: 'email',
        to: invitee.email,
        subject: `${word}: ${event.name}`,
        body: `${event.name}, ${event.startTime}`,
        senderId: event.hostIds[0]!,
        eventId: event.id,
        createdAt: clock.iso(),
      });
    },
  };
}
