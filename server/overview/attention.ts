/**
 * What needs a person: one kind, one line, one way out. Told from what the rooms say of themselves; nothing is
 * stored, so what has passed is gone by itself. What our words do not know yet is told in the room's own.
 */
import type { AttentionItem } from '../../sdk/types.ts';
import type { AccountRow, Need } from '../accounts/index.ts';
import type { ConnectionRow } from '../connections/index.ts';
import type { Deliveries } from '../deliveries/index.ts';
import { toWireId } from '../ids.ts';
import type { ApiKeys } from '../tenants/index.ts';

type Standing = Awaited<ReturnType<Deliveries['standing']>>;
/** Keys that are used from somewhere new, the latest first, and the first few of them. */
export interface StrangeKeys {
  strange: readonly { id: string; since: string }[];
  shown: readonly NonNullable<Awaited<ReturnType<ApiKeys['find']>>>[];
}
type Words = Pick<AttentionItem, 'title' | 'means'>;

const nothingNew = 'Known meetings stay; nothing new arrives until they reconnect.';
const stillReceived = 'What Calendly sends still arrives; nothing can be asked.';
const notAffected = 'Meetings are not affected.';
const late = 'Meetings still arrive, a little later.';
const words: Readonly<Record<string, Words>> = {
  access_revoked: { title: 'Calendly access was revoked', means: nothingNew },
  renewal_lost: { title: 'An answer of Calendly never arrived', means: stillReceived },
  access_refused: { title: 'Calendly refuses our access', means: stillReceived },
  left_at_calendly: {
    title: 'A subscription still stands at Calendly',
    means: 'Disconnected here; what it still sends is ignored.',
  },
  disconnect_unfinished: {
    title: 'A disconnect is not complete',
    means: 'What Calendly sends is refused; it is tried again by itself.',
  },
  permission_missing: { title: 'Permission missing', means: 'Meetings are not affected.' },
  subscription_permission_missing: { title: 'The webhook permission is missing', means: late },
  subscription_not_allowed: { title: 'Calendly allows no subscription', means: late },
  subscription_refused: { title: 'Calendly refused the subscription', means: late },
  subscription_keeps_vanishing: { title: 'The subscription keeps vanishing', means: late },
  subscription_retrying: {
    title: 'Calendly has trouble reaching us',
    means: 'It keeps trying, and what it missed is read again.',
  },
  subscription_off: {
    title: 'Calendly switched subscriptions off',
    means: 'New ones are made by themselves, and everything since is read again.',
  },
  signing_key_unknown: {
    title: 'The signing key is not known',
    means: 'Nothing sent is taken at its word; Calendly is asked each time.',
  },
  calendly_unanswered: {
    title: 'Calendly does not answer',
    means: 'What it sends arrives; nothing can be asked.',
  },
  watch_overdue: { title: 'Subscriptions are not watched', means: 'What Calendly sends still arrives.' },
  silent: {
    title: 'Bookings came without a delivery',
    means: 'They were found by comparing; the next ones are too, within a quarter of an hour.',
  },
  topics_refused: { title: 'Calendly leaves topics out', means: 'Meetings are not affected.' },
  polling: { title: 'Calendly cannot reach this machine', means: 'Meetings are asked for, and come later.' },
  many_requests: { title: 'Calendly is asked unusually often', means: notAffected },
  many_deliveries: { title: 'Unusually many deliveries came', means: 'All of them are taken.' },
  many_failures: { title: 'Most requests to Calendly fail', means: 'What Calendly sends still arrives.' },
  many_token_calls: { title: 'Access is renewed unusually often', means: notAffected },
  new_sender: { title: 'Deliveries come from somewhere new', means: 'They are truly signed and are taken.' },
  many_missing: { title: 'Calendly lists fewer bookings than before', means: 'None was marked as gone.' },
  not_readable: {
    title: 'Bookings cannot be listed',
    means: 'What Calendly sends arrives; what it leaves out cannot be found.',
  },
};

export function attentionOf(known: {
  needs: readonly Need[];
  accounts: ReadonlyMap<string, AccountRow>;
  connections: readonly ConnectionRow[];
  standing: Standing;
  refused: { count: number; since: string } | undefined;
  keys: StrangeKeys;
  /** By how many milliseconds our clock is ahead of Calendly's; undefined before it answered. */
  skew: number | undefined;
  now: string;
}): AttentionItem[] {
  return [
    ...known.needs.map((need) => itemOf(need, known.accounts)),
    ...refusedClients(known.connections),
    ...unreadable(known.standing),
    ...(known.refused ? [strangers(known.refused)] : []),
    ...usedElsewhere(known.keys),
    ...wrongClock(known.skew, known.now),
  ].sort(worstFirst);
}

function itemOf(need: Need, accounts: ReadonlyMap<string, AccountRow>): AttentionItem {
  const { code, level, wayOut, count, since } = need;
  const [title = need.words, ...rest] = need.words.split(/(?<=\.) /);
  const examples = need.accountIds.flatMap((id) => {
    const row = accounts.get(id);
    return row ? [{ id: toWireId('account', id), name: nameOf(row) }] : [];
  });
  const said = words[code] ?? { title, means: rest.join(' ') };
  return { code, level, ...said, wayOut, of: 'account', count, since, examples };
}

export function nameOf({ name, calendlyName, email, userId }: AccountRow): string {
  return name ?? calendlyName ?? email ?? userId;
}

function usedElsewhere({ strange, shown }: StrangeKeys): AttentionItem[] {
  if (strange.length === 0) return [];
  return [
    {
      code: 'new_address',
      level: 'attention',
      title: 'An API key is used from somewhere new',
      means: notAffected,
      wayOut: 'If that is no machine of yours, revoke the key and make another.',
      of: 'key',
      count: strange.length,
      since: strange.at(-1)!.since,
      examples: shown.map(({ id, name }) => ({ id, name })),
    },
  ];
}

/** The application's fault marks none of its accounts. */
function refusedClients(connections: readonly ConnectionRow[]): AttentionItem[] {
  const refused = connections.filter(({ refusedSince }) => refusedSince !== null);
  if (refused.length === 0) return [];
  return [
    {
      code: 'client_refused',
      level: 'broken',
      title: 'Calendly does not accept a Client ID and secret',
      means: 'What Calendly sends still arrives; access cannot be renewed.',
      wayOut: 'Paste the secret again under Update credentials.',
      of: 'connection',
      count: refused.length,
      since: refused.map(({ refusedSince }) => refusedSince!).sort()[0]!,
      examples: refused.slice(0, 3).map(({ id, name }) => ({ id: String(id), name })),
    },
  ];
}

function unreadable({ parked, parkedSince }: Standing): AttentionItem[] {
  if (parked === 0) return [];
  return [
    {
      code: 'deliveries_parked',
      level: 'attention',
      title: 'Deliveries could not be read',
      means: 'Kept whole; everything behind them moves on.',
      wayOut: 'Replay them after an update.',
      of: 'delivery',
      count: parked,
      since: parkedSince!,
      examples: [],
    },
  ];
}

function strangers({ count, since }: { count: number; since: string }): AttentionItem {
  return {
    code: 'deliveries_refused',
    level: 'attention',
    title: 'Deliveries carried no signature of ours',
    means: 'None was used.',
    wayOut:
      'If a key was just changed at Calendly, enter the new one in the connection; otherwise a stranger knocked.',
    of: 'delivery',
    count,
    since,
    examples: [],
  };
}

/** Beyond this what Calendly signs counts as stale. */
const skewAtMostMs = 180_000;

function wrongClock(skew: number | undefined, now: string): AttentionItem[] {
  if (skew === undefined || Math.abs(skew) <= skewAtMostMs) return [];
  const minutes = Math.round(Math.abs(skew) / 60_000);
  return [
    {
      code: 'clock_wrong',
      level: 'attention',
      title: `Our clock is ${minutes} minutes ${skew > 0 ? 'ahead of' : 'behind'} Calendly’s`,
      means: 'Deliveries count as stale and are confirmed by asking Calendly, a little later.',
      wayOut: 'Let the machine set its clock by the network (NTP).',
      of: 'service',
      count: 1,
      since: now,
      examples: [],
    },
  ];
}

function worstFirst(one: AttentionItem, other: AttentionItem): number {
  if (one.level !== other.level) return one.level === 'broken' ? -1 : 1;
  return other.count - one.count || one.code.localeCompare(other.code);
}
