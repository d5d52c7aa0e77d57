/** What must hold after the database went back: told by Calendly's rows on one side and the API's answers on the other. */
import type { Account, Meeting } from '../../../sdk/types.ts';

export interface Person {
  id: string;
  slug: string;
}

/** Calendly's side. */
export interface Truth {
  events: { id: string; hostIds: string[] }[];
  invitees: { id: string; eventId: string; status: string; newInviteeId: string | null }[];
  grants: { userId: string; clientId: string; endedAt: string | null }[];
  subscriptions: { id: string; callbackUrl: string; userId: string | null; state: string }[];
}

/** Ours. */
export interface Seen {
  person: Person;
  account: Account | undefined;
  meetings: Meeting[];
  /** Whether a call of Calendly's API came back with this person. */
  works: boolean;
}

export interface Expected {
  /** Where our subscriptions lead. */
  url: string;
  left: Person[];
  /** Subscriptions that are not ours. */
  foreign: string[];
  /** The application's client id. */
  clientId: string;
}

export interface Verdict {
  complaints: string[];
  /** Whoever consented and would have to again. */
  reconnect: number;
  lost: number;
  duplicated: number;
}

export function judge(truth: Truth, seen: Seen[], expected: Expected): Verdict {
  const verdict: Verdict = { complaints: [], reconnect: 0, lost: 0, duplicated: 0 };
  for (const one of seen) judgeOne(truth, one, expected, verdict);
  const standing = new Set(truth.subscriptions.map(({ id }) => id));
  const swept = expected.foreign.filter((id) => !standing.has(id)).length;
  if (swept > 0) verdict.complaints.push(`${swept} foreign subscriptions were swept`);
  return verdict;
}

function judgeOne(truth: Truth, { person, account, meetings, works }: Seen, of: Expected, verdict: Verdict) {
  const say = (words: string) => verdict.complaints.push(`${person.slug}: ${words}`);
  const hooks = truth.subscriptions.filter(
    ({ id, userId, callbackUrl }) =>
      userId === person.id && callbackUrl.startsWith(`${of.url}/`) && !of.foreign.includes(id),
  );
  const grants = truth.grants.filter(
    ({ userId, clientId, endedAt }) => userId === person.id && clientId === of.clientId && endedAt === null,
  );
  if (of.left.includes(person)) {
    if (account && account.status.state !== 'disconnected') say(`has left and is ${account.status.state}`);
    if (hooks.length + grants.length > 0)
      say(`has left; ${hooks.length} subscriptions, ${grants.length} grants`);
    return;
  }
  if (account?.status.state !== 'connected' || !works) {
    verdict.reconnect++;
    say(`is ${account?.status.state ?? 'unknown'}${works ? '' : ' and cannot be asked about'}`);
  }
  const active = hooks.filter(({ state }) => state === 'active').length;
  if (hooks.length !== 1 || active !== 1) say(`${hooks.length} subscriptions, ${active} active`);
  const wanted = new Map(tails(truth, person).map(({ id, status }) => [id, status]));
  const had = new Map<string, string>();
  for (const { invitee, status } of meetings) {
    const id = invitee.uri.split('/').at(-1)!;
    if (had.has(id)) verdict.duplicated++;
    had.set(id, status === 'canceled' ? 'canceled' : 'active');
  }
  const wrong = [...wanted].filter(([id, status]) => had.get(id) !== status).length;
  const strange = [...had.keys()].filter((id) => !wanted.has(id)).length;
  verdict.lost += wrong;
  if (wrong + strange > 0) say(`${wrong} of ${wanted.size} bookings wrong or lost, ${strange} never were`);
}

function tails({ events, invitees }: Truth, person: Person) {
  const hosted = new Set(events.filter(({ hostIds }) => hostIds.includes(person.id)).map(({ id }) => id));
  return invitees.filter(({ eventId, newInviteeId }) => hosted.has(eventId) && newInviteeId === null);
}
