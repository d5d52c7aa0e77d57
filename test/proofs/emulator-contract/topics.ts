/** Every topic: which scopes it may be subscribed in, what causes it, what is then sent, and the sample of it. */
import { createHmac } from 'node:crypto';
import { empty, startAnsweringServer } from '../../support/answering-server.ts';
import { received } from '../../support/emulator.ts';
import { isInvalid, type Judge, sameKeys } from './checks.ts';
import { readDelivery, type Topic } from './documented.ts';
import { newContact, newEventType, newRecap } from './made.ts';
import { unlike } from './shapes.ts';
import { type Item, idOf, ownType, type World } from './world.ts';

const scopes = ['organization', 'user', 'group'];
const key = 'a key of the proof';

type Receiver = Awaited<ReturnType<typeof startAnsweringServer>>;

export async function checkTopic(
  world: World,
  topic: string,
  documented: Topic,
  judge: Judge,
): Promise<void> {
  const receiver = await startAnsweringServer();
  receiver.answer(empty(200));
  try {
    const made = await subscribe(world, receiver, topic, documented, judge);
    await causes[topic]!(world);
    const sent = await received(receiver, made.length).catch(() => receiver.asked);
    judge('fan-out', sent.length === made.length ? [] : [`${sent.length} sent to ${made.length}`]);
    const recorded = await readDelivery(topic);
    for (const { body, headers } of sent) {
      judge('delivery', [
        ...unlike(recorded, JSON.parse(body)),
        ...isCompact(body),
        ...isSigned(body, headers),
      ]);
    }
    for (const uri of made) await world.ask('DELETE', new URL(uri).pathname);
  } finally {
    await receiver.stop();
  }
}

async function subjects({
  organization,
  user,
  first,
}: World): Promise<Record<string, Record<string, string>>> {
  const member = await first(`/organization_memberships?user=${user}`);
  const { group } = await first(`/group_relationships?organization=${organization}&owner=${member.uri}`);
  return {
    organization: { organization },
    user: { organization, user },
    group: { organization, group: String(group) },
  };
}

/** In every scope: where it is allowed there is a subscription and a sample, elsewhere a refusal. */
async function subscribe(
  world: World,
  receiver: Receiver,
  topic: string,
  documented: Topic,
  judge: Judge,
): Promise<string[]> {
  const made: string[] = [];
  const subject = await subjects(world);
  for (const scope of scopes) {
    const created = await world.ask('POST', '/webhook_subscriptions', {
      url: `${receiver.address}/${scope}`,
      events: [topic],
      scope,
      signing_key: key,
      ...subject[scope],
    });
    const query = new URLSearchParams({ event: topic, scope, ...subject[scope] });
    const sample = await world.ask('GET', `/sample_webhook_data?${query}`);
    if (!documented.scopes.includes(scope)) {
      judge('scope refused', [...isInvalid(created, 'events'), ...isInvalid(sample, 'event')]);
      continue;
    }
    judge('scope allowed', created.status === 201 ? [] : [`${scope}: ${created.status} ${created.text}`]);
    if (created.status === 201) made.push(String((created.body.resource as Item).uri));
    judge('sample', [
      ...sameKeys(sample.body, ['created_at', 'created_by', 'event', 'payload']),
      ...unlike(await readDelivery(topic), sample.body),
    ]);
  }
  return made;
}

function isCompact(body: string): string[] {
  const times = body.match(/"\d{4}-\d\d-\d\dT[^"]*"/g) ?? [];
  if (JSON.stringify(JSON.parse(body)) !== body) return ['is not compact'];
  return times.every((time) => /\.\d{6}Z"$/.test(time)) ? [] : ['a time has not six decimals'];
}

function isSigned(body: string, headers: Record<string, unknown>): string[] {
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['calendly-webhook-signature'])) ?? [];
  const right = createHmac('sha256', key).update(`${t}.${body}`).digest('hex') === v1;
  const plain = headers['user-agent'] === 'Calendly' && headers['content-type'] === 'application/json';
  return [...(right ? [] : ['is not signed with its key']), ...(plain ? [] : ['has other headers'])];
}

const pathOf = (kind: string, { uri }: Item) => `/${kind}/${idOf(uri)}`;
const aContact = async (world: World) => pathOf('contacts', await newContact(world));
const aType = async (world: World) => pathOf('event_types', await newEventType(world));
const aRecap = async (world: World) => `/meeting_recaps/${await newRecap(world)}`;

const causes: Record<string, (world: World) => Promise<unknown>> = {
  'invitee.created': ({ book }) => book({ event_type: ownType }),
  'invitee.canceled': async ({ emulator, book }) =>
    emulator.send('POST', '/cancel', { invitee: (await book()).invitee.uri, reason: 'Ill' }),
  'invitee_no_show.created': async ({ ask, book }) =>
    ask('POST', '/invitee_no_shows', { invitee: (await book()).invitee.uri }),
  'invitee_no_show.deleted': async ({ ask, book }) => {
    const { body } = await ask('POST', '/invitee_no_shows', { invitee: (await book()).invitee.uri });
    await ask('DELETE', `/invitee_no_shows/${idOf((body.resource as Item).uri)}`);
  },
  'event_type.created': newEventType,
  'event_type.updated': async (world) => world.ask('PATCH', await aType(world), { name: 'Other' }),
  'event_type.deleted': async (world) =>
    world.emulator.send('POST', '/delete-event-type', { event_type: idOf(await aType(world)) }),
  'contact.created': newContact,
  'contact.updated': async (world) => world.ask('PATCH', await aContact(world), { job_title: 'Chief' }),
  'contact.deleted': async (world) => world.ask('DELETE', await aContact(world)),
  'routing_form_submission.created': ({ emulator }) => emulator.send('POST', '/submit', {}),
  'meeting_recap.created': newRecap,
  'meeting_recap.updated': async (world) => world.ask('PATCH', await aRecap(world), { summary_md: 'Other' }),
  'meeting_recap.deleted': async (world) => world.ask('DELETE', await aRecap(world)),
};
