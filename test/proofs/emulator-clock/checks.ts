/** What ends, begins again or is tried once more when its time has come; each answers what did not hold. */
import { empty } from '../../support/answering-server.ts';
import { consent, redirectUri, token, verifier } from '../../support/emulator.ts';
import type { ClockWorld } from './world.ts';

export type { Hand } from './world.ts';

type Check = (world: ClockWorld) => Promise<string[]>;

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Seconds from the first try to each of the others: pauses double to four hours, and the last ends the day. */
const schedule = [1, 3, 7, 15, 31, 63, 127, 255, 495, 735, 975, 1215, 1440].map(
  (minutes) => minutes * minute,
);
/** A try is written down a moment after it was due. */
const lateSeconds = 20;

const wants = (what: string, is: unknown, wanted: unknown): string[] =>
  is === wanted ? [] : [`${what} is ${String(is)}, not ${String(wanted)}`];

const seconds = (iso: string) => Date.parse(iso) / 1000;

/** Moves the clock from try to try until the subscription has no more of them. */
async function failForADay(world: ClockWorld): Promise<number[]> {
  await world.subscribe();
  await world.book();
  let delivery = await world.tried(1);
  while (delivery.nextAttemptAt !== null) {
    if (delivery.attempts.length > 2 * schedule.length) return [];
    await world.moveTo(delivery.nextAttemptAt);
    delivery = await world.tried(delivery.attempts.length + 1);
  }
  const first = seconds(delivery.createdAt);
  return delivery.attempts.slice(1).map(({ at }) => seconds(at) - first);
}

export const clockChecks: Record<string, Check> = {
  async 'an address that fails for a day is tried on schedule, then disabled'(world) {
    const tries = await failForADay(world);
    const onTime = tries.every(
      (at, index) => at - schedule[index]! >= 0 && at - schedule[index]! < lateSeconds,
    );
    const { state, retry_started_at: since } = await world.subscription();
    return [
      ...wants('number of tries', tries.length, schedule.length),
      ...(onTime ? [] : [`tried after ${tries.map(Math.round).join()} s`]),
      ...wants('state', state, 'disabled'),
      ...wants('retry_started_at is told', typeof since, 'string'),
    ];
  },

  async 'it is not disabled before the day is over'(world) {
    await world.subscribe();
    await world.book();
    await world.tried(1);
    await world.advance(23 * hour);
    await world.tried(2);
    return wants('state', (await world.subscription()).state, 'active');
  },

  async 'what is disabled is never revived, and its queue is gone'(world) {
    await failForADay(world);
    world.receiver.answer(empty(200));
    await world.book();
    await world.advance(30 * day);
    await world.book();
    const [subscription] = (await world.emulator.dump()).subscriptions;
    const sent = await world.sent();
    return [
      ...wants('state', subscription!.state, 'disabled'),
      ...wants('messages', sent.length, 1),
      ...wants('waiting', sent.filter(({ state }) => state === 'waiting').length, 0),
      ...wants('sent', world.receiver.asked.length, 0),
    ];
  },

  async 'a success ends the retrying'(world) {
    await world.subscribe();
    await world.book();
    await world.tried(1);
    world.receiver.answer(empty(204));
    await world.advance(minute);
    const { state } = await world.tried(2);
    const told = await world.subscription();
    return [
      ...wants('delivery', state, 'delivered'),
      ...wants('retry_started_at', told.retry_started_at, null),
      ...wants('state', told.state, 'active'),
    ];
  },

  async 'an access token lives two hours'({ ask, advance }) {
    await advance(2 * hour - minute);
    const before = await ask('GET', '/users/me');
    await advance(2 * minute);
    const after = await ask('GET', '/users/me');
    return [
      ...wants('before', before.status, 200),
      ...wants('after', after.text, '{"title":"Unauthenticated","message":"The access token expired"}'),
    ];
  },

  async 'a code lives ten minutes'({ emulator, client, advance }) {
    const exchange = async (wait: number) => {
      const code = await consent(emulator, client, 'ines-carvalho');
      await advance(wait);
      const fields = { code, redirect_uri: redirectUri, code_verifier: verifier };
      return (await token(emulator, client, { grant_type: 'authorization_code', ...fields })).status;
    };
    return [
      ...wants('in time', await exchange(10 * minute - 5), 200),
      ...wants('too late', await exchange(10 * minute + 1), 400),
    ];
  },

  async 'a refresh token lives until it is used'({ emulator, client, tokens, advance, ask }) {
    await advance(30 * day);
    const expired = await ask('GET', '/users/me');
    const fields = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token! };
    const used = await token(emulator, client, fields);
    const again = await token(emulator, client, fields);
    return [
      ...wants('access token', expired.status, 401),
      ...wants('first use', used.status, 200),
      ...wants('second use', again.status, 400),
    ];
  },

  async 'eight tokens a minute'({ emulator, client, tokens, advance }) {
    let refreshToken = tokens.refresh_token!;
    const refresh = async () => {
      const answer = await token(emulator, client, {
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
      });
      if (answer.status === 200)
        refreshToken = ((await answer.json()) as { refresh_token: string }).refresh_token;
      return answer.status;
    };
    await advance(minute);
    const statuses: number[] = [];
    for (let count = 0; count < 9; count += 1) statuses.push(await refresh());
    await advance(minute);
    return [
      ...wants('nine at once', statuses.join(), `${Array(8).fill(200).join()},429`),
      ...wants('a minute later', await refresh(), 200),
    ];
  },

  async 'fifty calls a minute on the free plan'({ emulator, ask, advance }) {
    await emulator.send('POST', '/plan', { user: 'mara-lind', plan: 'basic', stage: 'free' });
    await advance(minute);
    const statuses: number[] = [];
    for (let count = 0; count < 51; count += 1) statuses.push((await ask('GET', '/users/me')).status);
    const limited = await ask('GET', '/users/me');
    await advance(Number(limited.headers.get('x-ratelimit-reset')));
    return [
      ...wants('fifty-one at once', statuses.join(), `${Array(50).fill(200).join()},429`),
      ...wants('after x-ratelimit-reset', (await ask('GET', '/users/me')).status, 200),
    ];
  },

  async 'a link that nobody used lives ninety days'({ emulator, ask, advance }) {
    const { event_types: types } = (await emulator.people()).find(({ slug }) => slug === 'mara-lind')!;
    const body = { max_event_count: 1, owner: types[0]!.uri, owner_type: 'EventType' };
    const link = String((await ask('POST', '/scheduling_links', body)).body.resource.booking_url);
    const open = async () => (await fetch(link)).status;
    await advance(89 * day);
    const before = await open();
    await advance(2 * day);
    return [...wants('on day 89', before, 200), ...wants('on day 91', await open(), 404)];
  },

  async 'what was free is past when its time has come'({ ask, tokens, advance, emulator }) {
    const free = async () => {
      const { now } = await emulator.send<{ now: string }>('GET', '/clock');
      const at = (days: number) => new Date(Date.parse(now) + days * day * 1000).toISOString();
      const { body } = await ask('GET', `/event_types?user=${tokens.owner}&sort=position`);
      const query = `event_type=${body.collection[0]!.uri}&start_time=${at(0.01)}&end_time=${at(10)}`;
      return (await ask('GET', `/event_type_available_times?${query}`)).body.collection[0]!.start_time;
    };
    const before = await free();
    await advance(1.9 * hour);
    const after = await free();
    return String(after) > String(before) ? [] : [`${after} is offered after ${before}`];
  },
};
