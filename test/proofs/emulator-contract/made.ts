/** Makes what a call must name. */
import { type Item, idOf, type World } from './world.ts';

export const nested = (value: unknown) => value as Item;

export async function newEventType({ ask, user }: World): Promise<Item> {
  const { body } = await ask('POST', '/event_types', { owner: user, name: 'Of the proof' });
  return nested(body.resource);
}

export async function newContact({ ask }: World): Promise<Item> {
  const emails = [{ email: `${Math.random()}@example.com`, is_primary: true }];
  const { body } = await ask('POST', '/contacts', {
    name: 'Ada Holt',
    emails,
    country: 'SE',
    state: 'Skåne',
  });
  return nested(body.resource);
}

export async function newInvitation({ ask, organization }: World): Promise<Item> {
  const path = `/organizations/${idOf(organization)}/invitations`;
  const { body } = await ask('POST', path, { email: `${Math.random()}@example.com` });
  return nested(body.resource);
}

export async function newRecap({ emulator, book }: World): Promise<string> {
  const { event } = await book();
  return (await emulator.send<{ recap: { id: string } }>('POST', '/recap', { event: event.uri })).recap.id;
}

export async function inviteeIds({ book }: World): Promise<string[]> {
  const { event, invitee } = await book({ email: 'ada@example.com' });
  return [idOf(event.uri), idOf(invitee.uri)];
}

export async function noShowId({ ask, book }: World): Promise<string> {
  const { invitee } = await book();
  const { body } = await ask('POST', '/invitee_no_shows', { invitee: invitee.uri });
  return idOf(nested(body.resource).uri);
}

export const subscriptionOf = ({ user, organization }: World) => ({
  url: `https://hooks.example.com/${Math.random()}`,
  events: ['invitee.created'],
  organization,
  user,
  scope: 'user',
  signing_key: 'a key',
});

export async function newSubscription(world: World): Promise<string> {
  const { body } = await world.ask('POST', '/webhook_subscriptions', subscriptionOf(world));
  return idOf(nested(body.resource).uri);
}

export async function freeSlot({ ask, inDays, first, user }: World) {
  const type = await first(`/event_types?user=${user}&count=1&sort=position`);
  const query = `event_type=${type.uri}&start_time=${inDays(3)}&end_time=${inDays(30)}`;
  const { body } = await ask('GET', `/event_type_available_times?${query}`);
  return { type: String(type.uri), start: String((body.collection as Item[])[0]!.start_time) };
}

export async function memberId({ first, organization }: World): Promise<string> {
  return idOf((await first(`/organization_memberships?organization=${organization}&role=user`)).uri);
}

export const firstId = async (world: World, path: string) => idOf((await world.first(path)).uri);

export const invitationIds = async (world: World) => [
  idOf(world.organization),
  idOf((await newInvitation(world)).uri),
];
