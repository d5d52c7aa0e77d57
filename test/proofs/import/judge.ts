/** What must hold after a take-over: Calendly's rows on one side, the database's on the other. */
import type { Member } from './older.ts';

/** Calendly's side. */
export interface Truth {
  events: { id: string; hostIds: string[] }[];
  invitees: { id: string; eventId: string; status: string; newInviteeId: string | null }[];
  grants: { userId: string; clientId: string; endedAt: string | null }[];
  subscriptions: { id: string; callbackUrl: string; userId: string | null; scope: string; state: string }[];
  refreshTokens: { count: number }[];
}

/** Ours. */
export interface Seen {
  accounts: { user: string; state: string }[];
  meetings: { user: string; invitee: string; status: string }[];
  /** How often a meeting was told as new. */
  told: { meeting: string; count: number }[];
}

export interface Verdict {
  complaints: string[];
  lost: number;
  duplicated: number;
}

/** What Calendly has of the person's bookings that ours have not, or otherwise. */
export function judgeMeetings(truth: Truth, seen: Seen, people: readonly Member[]): Verdict {
  const verdict: Verdict = { complaints: [], lost: 0, duplicated: 0 };
  const tails = tailsByHost(truth);
  const ours = Map.groupBy(seen.meetings, ({ user }) => user);
  for (const person of people) {
    const wanted = tails.get(person.id) ?? new Map<string, string>();
    const had = ours.get(person.id) ?? [];
    const statuses = new Map(
      had.map(({ invitee, status }) => [invitee, status === 'canceled' ? 'canceled' : 'active']),
    );
    const wrong = [...wanted].filter(([id, status]) => statuses.get(id) !== status).length;
    const strange = [...statuses.keys()].filter((id) => !wanted.has(id)).length;
    verdict.lost += wrong;
    verdict.duplicated += had.length - statuses.size;
    if (wrong + strange > 0) {
      verdict.complaints.push(
        `${person.slug}: ${wrong} of ${wanted.size} bookings wrong or lost, ${strange} never were`,
      );
    }
  }
  const twice = seen.told.filter(({ count }) => count > 1).length;
  verdict.duplicated += twice;
  if (twice > 0) verdict.complaints.push(`${twice} meetings were told as new more than once`);
  return verdict;
}

/** Everybody is connected with a live grant, and by one subscription of their own alone. */
export function judgeAccess(
  truth: Truth,
  seen: Seen,
  { people, clientId, url }: { people: readonly Member[]; clientId: string; url: string },
): string[] {
  const complaints: string[] = [];
  const states = new Map(seen.accounts.map(({ user, state }) => [user, state]));
  const live = new Set(
    truth.grants
      .filter((one) => one.endedAt === null && one.clientId === clientId)
      .map(({ userId }) => userId),
  );
  const hooks = Map.groupBy(
    truth.subscriptions.filter(({ scope }) => scope === 'user'),
    ({ userId }) => userId,
  );
  for (const { id, slug } of people) {
    if (states.get(id) !== 'connected') complaints.push(`${slug} is ${states.get(id) ?? 'unknown'}`);
    if (!live.has(id)) complaints.push(`${slug}: the grant is dead`);
    const own = hooks.get(id) ?? [];
    const good = own.filter(
      ({ state, callbackUrl }) => state === 'active' && callbackUrl.startsWith(`${url}/`),
    );
    if (own.length !== 1 || good.length !== 1) {
      complaints.push(`${slug}: ${own.length} subscriptions, ${good.length} of them ours and active`);
    }
  }
  const again = truth.refreshTokens.filter(({ count }) => count > 1).length;
  if (again > 0) complaints.push(`${again} refresh tokens were shown more than once`);
  return complaints;
}

function tailsByHost({ events, invitees }: Truth): Map<string, Map<string, string>> {
  const hosts = new Map(events.map(({ id, hostIds }) => [id, hostIds]));
  const tails = new Map<string, Map<string, string>>();
  for (const { id, eventId, status, newInviteeId } of invitees) {
    if (newInviteeId !== null) continue;
    for (const host of hosts.get(eventId) ?? []) {
      const of = tails.get(host) ?? new Map<string, string>();
      tails.set(host, of.set(id, status));
    }
  }
  return tails;
}
