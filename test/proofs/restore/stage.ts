/** Production, whoever uses it, and Calendly with its movable clock. */
import type { Account, Connection, Meeting, Page } from '../../../sdk/types.ts';
import { type Cluster, type Clusters, openClusters } from '../../support/cluster.ts';
import { startEmulator } from '../../support/emulator.ts';
import { until } from '../../support/until.ts';
import { addConnection, connectPerson } from '../../support/whole.ts';
import { openStranger } from '../life/strangers.ts';
import { type Expected, judge, type Person, type Seen, type Truth, type Verdict } from './judge.ts';
import { openPlace, type Place } from './place.ts';

const settleMs = 60_000;

export type Stage = Awaited<ReturnType<typeof openStage>>;

export async function openStage(size: { people: number; bookings: number }) {
  const clusters: Clusters = await openClusters();
  const emulator = await startEmulator();
  await emulator.send('POST', '/modes', { refresh_reuse: 'revoke_family', access_after_refresh: 'ends' });
  let leader: Cluster = await clusters.create('first');
  const place = await openPlace(emulator, await clusters.lead('current', leader));
  const refused = await place.serve();
  if (refused) throw new Error(`production did not start: ${refused}`);
  const connection = await addConnection(place, emulator);
  const everybody = await emulator.addPeople(size.people + 4);
  const [prepared, unknown, leaver, again, ...steady] = everybody as [Person, Person, Person, Person];
  const connected: Person[] = [];
  const left: Person[] = [];
  const copies: Place[] = [];
  const stranger = await openStranger({ emulator } as Parameters<typeof openStranger>[0]);
  const foreign: string[] = [];

  async function connect(person: Person): Promise<void> {
    await connectPerson(place.operator, emulator, connection, person);
    if (!connected.includes(person)) connected.push(person);
  }

  const book = (person: Person) =>
    emulator.send<{ invitee: { id: string } }>('POST', '/book', { event_type: `${person.slug}/intro-call` });

  async function bookForAll(): Promise<number> {
    for (const person of connected) await book(person);
    return connected.length;
  }

  const truth = () => emulator.send<Truth>('GET', '/dump?kinds=events,invitees,grants,subscriptions');

  async function see(person: Person, accounts: Account[]): Promise<Seen> {
    const account = accounts.find(({ endUser }) => endUser.userId === person.slug);
    if (!account) return { person, account, meetings: [], works: false };
    const path = `/api/v1/meetings?accountId=${account.id}&limit=500`;
    const meetings = (await place.operator.get<Page<Meeting>>(path)).body.items;
    const asked = await place.operator.get<{ resource?: { uri: string } }>(
      `/api/v1/accounts/${account.id}/calendly/users/me`,
    );
    return { person, account, meetings, works: asked.body.resource?.uri.endsWith(person.id) === true };
  }

  async function look(): Promise<{ truth: Truth; seen: Seen[] }> {
    const { body } = await place.operator.get<Page<Account>>('/api/v1/accounts?limit=200');
    const seen: Seen[] = [];
    for (const person of [...connected, ...left]) seen.push(await see(person, body.items));
    return { truth: await truth(), seen };
  }

  async function settled(expected: Expected): Promise<Verdict> {
    let verdict: Verdict | undefined;
    const limit = Date.now() + settleMs;
    while (Date.now() < limit) {
      verdict = await look()
        .then(({ truth, seen }) => judge(truth, seen, expected))
        .catch(() => undefined);
      if (verdict?.complaints.length === 0 && verdict.duplicated === 0) return verdict;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    return verdict ?? { complaints: ['it did not answer'], reconnect: 0, lost: 0, duplicated: 0 };
  }

  const expected = (): Expected => ({ url: place.url, left, foreign, clientId: connection.clientId });

  async function presented(): Promise<number> {
    const { refreshTokens } = await emulator.send<{ refreshTokens: { count: number }[] }>(
      'GET',
      '/dump?kinds=refreshTokens',
    );
    return refreshTokens.reduce((sum, { count }) => sum + count, 0);
  }
  let before = 0;

  for (const person of [...steady, leaver, again]) await connect(person);
  await place.operator.post(`/api/v1/users/${prepared.slug}/accounts`, { connectionId: connection.id });
  for (let round = 0; round < size.bookings; round++) await bookForAll();
  // Of another installation that once had our address: by its id alone it is not ours.
  for (const person of steady as Person[]) {
    const token = `${'0'.repeat(32)}.${'A'.repeat(39)}${1000 + foreign.length}`;
    foreign.push(await stranger.subscribe(person as never, `${place.url}/api/calendly/webhook/${token}`));
  }
  const first = await settled(expected());
  if (first.complaints.length > 0) throw new Error(`it never stood: ${first.complaints.join('; ')}`);

  return {
    clusters,
    place,
    cluster: () => leader,
    expected,
    settled,
    look,
    truth,
    bookForAll,
    tokenCalls: presented,

    /** Until a beat is written that a backup of before cannot know: the next but one, as a file follows its commit. */
    async beaten(): Promise<void> {
      const last = async () => {
        const text = 'select max(beat)::integer as beat from slotwire.journal_writers';
        return (await leader.ask<{ beat: number }>(text))[0]!.beat;
      };
      const before = await last();
      await until('two beats', async () => (await last()) > before + 1);
    },
    /** So much later, with whatever then is due begun. */
    async later(seconds: number, ...others: Place[]): Promise<void> {
      before = await presented();
      await emulator.send('POST', '/clock', { advanceSeconds: seconds });
      for (const one of [place, ...others]) await one.signIn();
    },
    /** Waits until every connected account has been refreshed since `later`; how many that were. */
    async refreshed(): Promise<number> {
      const wanted = connected.filter((person) => !left.includes(person)).length;
      return until(
        'every pair is refreshed',
        async () => {
          await look().catch(() => undefined);
          const count = (await presented()) - before;
          return count >= wanted ? count : undefined;
        },
        settleMs,
      );
    },
    /** One of whom the backup knows that they were asked, and one of whom it knows nothing. */
    async connectLate() {
      await connect(prepared);
      await connect(unknown);
    },
    consentAgain: () => connect(again),
    async leave() {
      const { seen } = await look();
      const { account } = seen.find(({ person }) => person === leaver)!;
      await place.operator.post(`/api/v1/accounts/${account!.id}/disconnect`);
      connected.splice(connected.indexOf(leaver), 1);
      left.push(leaver);
    },
    /** A booking each is canceled or moved. */
    async moveSome() {
      for (const [index, person] of connected.entries()) {
        const { invitee } = await book(person);
        await emulator.send('POST', index % 2 ? '/cancel' : '/reschedule', { invitee: invitee.id });
      }
    },
    /** From now on it hears nothing, and answers as it stood. */
    async deafen(replica: Cluster) {
      const { lsn } = (await leader.ask<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn'))[0]!;
      await until('the replica has caught up', async () => {
        const text = `select pg_last_wal_replay_lsn() >= '${lsn}'::pg_lsn as done`;
        return (await replica.ask<{ done: boolean }>(text))[0]!.done;
      });
      await replica.ask(`alter system set primary_conninfo = ''`);
      await replica.ask('select pg_reload_conf()');
      await until('the replica is deaf', async () => {
        return (await replica.ask('select 1 from pg_stat_wal_receiver')).length === 0;
      });
    },
    async takeOver(cluster: Cluster) {
      leader = cluster;
      await clusters.lead('current', cluster);
    },
    async openCopy(backup: string): Promise<Place> {
      const url = await clusters.lead('copy', await clusters.restore(backup));
      const copy = await openPlace(emulator, url, place);
      copies.push(copy);
      return copy;
    },
    /** Grants that ended, subscriptions that went. */
    changed(one: Truth, other: Truth): string[] {
      const live = ({ grants }: Truth) => grants.filter(({ endedAt }) => endedAt === null).length;
      const gone = one.subscriptions.filter(({ id }) => !other.subscriptions.some((each) => each.id === id));
      return [
        ...(live(one) === live(other) ? [] : [`${live(one)} grants became ${live(other)}`]),
        ...(gone.length === 0 ? [] : [`${gone.length} subscriptions went`]),
      ];
    },
    /** Of a copy that was adopted: nobody is connected, and somebody can be; their subscription is foreign to production. */
    async liveAt(copy: Place): Promise<string[]> {
      const { body } = await copy.operator.get<Page<Account>>('/api/v1/accounts?limit=200');
      const live = body.items.filter(({ status }) => ['connected', 'error'].includes(status.state));
      const own = await addConnection(copy, emulator);
      const person = (steady as Person[])[0]!;
      await connectPerson(copy.operator, emulator, own as Connection, person).catch(() => undefined);
      const hook = await until('the copy’s own subscription', async () =>
        (await truth()).subscriptions.find(({ callbackUrl }) => callbackUrl.startsWith(`${copy.url}/`)),
      );
      foreign.push(hook.id);
      return live.length === 0 ? [] : [`${live.length} accounts are still connected in the copy`];
    },
    async close() {
      for (const one of [place, ...copies]) await one.close();
      await emulator.close();
      await clusters.close();
    },
  };
}
