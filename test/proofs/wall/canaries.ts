/** What a tenant has that nobody else may be told: its ids, and what its invitees typed. */
import type { Meeting, Page } from '../../../sdk/types.ts';
import { until } from '../../support/until.ts';
import type { Answer } from '../../support/visitor.ts';
import type { Sent } from '../api/recipes.ts';
import type { World } from '../api/world.ts';

export interface Canaries {
  all: Set<string>;
  /** Those of the one end user who has an account with meetings. */
  ofEndUser: Set<string>;
  /** One id of each kind, by its prefix. */
  kinds: Map<string, string>;
}

const wireId = /\b(?:acc|mtg|dlv|key|mem|ses|aud|chg|sub|ten)_[0-9a-f]{32}\b/g;
const lists = ['accounts', 'meetings', 'deliveries', 'api-keys', 'members', 'sessions', 'audit', 'changes'];

/** From what the owner is answered; they must be there. */
export async function gatherCanaries(world: World): Promise<Canaries> {
  const { operator, accountId, userId } = world;
  const kinds = new Map([
    ['acc', accountId],
    ['connection', String(world.connection.id)],
    ['userId', userId],
  ]);
  const canaries: Canaries = { all: new Set(), ofEndUser: new Set([accountId]), kinds };
  // Somebody books, and more is written beside it.
  await world.whileWriting({}, async () => {
    await until(
      'a delivery',
      async () => (await operator.get<Page<object>>('/api/v1/deliveries?limit=1')).body.items[0],
      60_000,
    );
  });
  for (const list of [...lists, 'session']) {
    const answer = await operator.get<unknown>(`/api/v1/${list}`);
    if (answer.status !== 200) throw new Error(`the owner was answered ${answer.status} for ${list}`);
    addIds(canaries, answer);
  }
  const path = `/api/v1/meetings?accountId=${accountId}&limit=500`;
  const { body } = await operator.get<Page<Meeting>>(path);
  if (body.items.length === 0) throw new Error('there is no meeting that could be leaked');
  for (const meeting of body.items) {
    for (const text of [meeting.id, meeting.invitee.email]) {
      if (!text) continue;
      canaries.all.add(text);
      canaries.ofEndUser.add(text);
    }
  }
  canaries.all.add(accountId);
  return canaries;
}

export function addIds({ all, kinds }: Canaries, { body }: Answer<unknown>): void {
  for (const [id] of JSON.stringify(body).matchAll(wireId)) {
    all.add(id);
    kinds.set(id.slice(0, 3), kinds.get(id.slice(0, 3)) ?? id);
  }
}

/** The first that stands in the answer and was not sent along. */
export function leaked(
  { body, headers, location }: Answer<unknown>,
  hidden: ReadonlySet<string>,
  sent: Sent,
): string | undefined {
  const text = `${JSON.stringify(body)} ${location ?? ''} ${JSON.stringify([...headers])}`;
  const own = JSON.stringify([sent.params, sent.query, sent.body]);
  for (const canary of hidden) {
    if (text.includes(canary) && !own.includes(canary)) return canary;
  }
  return undefined;
}
