/** Another application that the same people use: its subscriptions are never ours to touch. */
import { type Client, connect, redirectUri } from '../../support/emulator.ts';
import type { Person } from '../../support/emulator-control.ts';
import type { World } from './world.ts';

export interface Stranger {
  /** Makes a subscription at this address for the person; its id. */
  subscribe(person: Person, url: string): Promise<string>;
  /** Deletes any subscription of the person's, as they may by hand. */
  remove(person: Person, id: string): Promise<void>;
}

export async function openStranger(world: World): Promise<Stranger> {
  const client: Client = await world.emulator.createApplication(redirectUri);

  async function call(
    person: Person,
    method: string,
    path: string,
    body?: (owner: Record<string, string>) => object,
  ) {
    const tokens = await connect(
      world.emulator,
      client,
      person.id,
      'users:read webhooks:write scheduled_events:read',
    );
    const answer = await fetch(`${world.emulator.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens.access_token}`, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body(tokens)) : null,
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer;
  }

  return {
    async subscribe(person, url) {
      const answer = await call(person, 'POST', '/webhook_subscriptions', ({ owner, organization }) => ({
        url,
        events: ['invitee.created'],
        scope: 'user',
        user: owner,
        organization,
      }));
      const { resource } = (await answer.json()) as { resource: { uri: string } };
      return resource.uri.split('/').at(-1)!;
    },
    async remove(person, id) {
      await call(person, 'DELETE', `/webhook_subscriptions/${id}`);
    },
  };
}
