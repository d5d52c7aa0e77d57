/** The stages around one booking of a person's: who signs, how it is retried, in which order it moves. */
import { type InviteePayload, verifyDelivery } from '../calendly/index.ts';
import { type Arrival, isSame } from './listener.ts';
import { notCome, type Parts, unseen } from './parts.ts';
import type { Listening } from './subscription-stages.ts';
import { seldom } from './wait.ts';

const minuteMs = 60_000;
const bookWithinMs = 15 * minuteMs;
const moveWithinMs = 10 * minuteMs;
/** Calendly's first retry has come after a minute or a few; nobody has published when. */
const retryWithinMs = 30 * minuteMs;
const settledWithinMs = minuteMs;

/** What the person booked; undefined when it did not come. */
export async function book(parts: Parts, open: string): Promise<InviteePayload | undefined> {
  const { listener, subscriptions, asked, clock, evidence, tell, wait } = parts;
  wait.begin();
  tell({
    kind: 'book',
    open,
    words: 'Book a one-on-one meeting on this page as an invitee would, two days ahead or more.',
  });
  const isIt = ({ to, said }: Arrival) => to === 'healthy' && said?.topic === 'invitee.created';
  const waited = await wait(() => listener.arrivals.find(isIt), bookWithinMs);
  if (!waited.came) {
    const why = notCome('The delivery of a booking', waited.why);
    Object.assign(evidence, { signedBy: why, retry: why, recovery: why, gone: why, moves: why });
    return undefined;
  }
  const { header, body, said } = waited.came;
  const { applicationKey } = asked;
  const verdict = verifyDelivery({
    header,
    body,
    candidates: [
      { name: 'own', key: subscriptions.keyOf('healthy')! },
      ...(applicationKey ? [{ name: 'application' as const, key: applicationKey }] : []),
    ],
    nowSeconds: Math.floor(clock.now() / 1000),
    toleranceSeconds: Number.MAX_SAFE_INTEGER,
  });
  const none = verdict.ok || verdict.reason !== 'no_header' ? ('none' as const) : ('unsigned' as const);
  evidence.signedBy = {
    key: verdict.ok && verdict.key !== 'previous' ? verdict.key : none,
    applicationKeyKnown: applicationKey !== undefined,
  };
  return said!.payload;
}

/** Waits for Calendly's first retry, and looks at what it leaves. */
export async function watchRetry(parts: Parts, { once, gone }: Listening): Promise<void> {
  const { listener, evidence, tell, wait } = parts;
  wait.begin();
  const during = await isRetrying(parts, once);
  tell({
    kind: 'wait',
    untilSeconds: retryWithinMs / 1000,
    words: 'One delivery was refused on purpose. Calendly tries it again by itself; that takes minutes.',
  });
  const waited = await wait(() => triesOf(listener.arrivals, 'once'), retryWithinMs);
  evidence.gone = await watchGone(parts, gone);
  if (waited.came) {
    const [first, second] = waited.came;
    evidence.retry = {
      signedAnew: timeOf(first) !== timeOf(second),
      createdAnew: first.said?.createdAt !== second.said?.createdAt,
      afterSeconds: Math.round((second.at - first.at) / 1000),
    };
    evidence.recovery = { during, after: await staysRetrying(parts, once!) };
  } else {
    evidence.retry = once === undefined ? noneLeft : notCome('A retry', waited.why);
    evidence.recovery = evidence.retry;
  }
  for (const name of ['once', 'gone']) listener.answer(name, () => 200);
}

const noneLeft = unseen('There was no subscription left to try it with.');

/** The first try and the second of one message. */
function triesOf(arrivals: readonly Arrival[], name: string): [Arrival, Arrival] | undefined {
  const [first, ...others] = arrivals.filter(({ to }) => to === name);
  const second = others.find(({ said }) => isSame(said, first?.said));
  return first && second && [first, second];
}

/** Whether Calendly says so of a first failure, soon. */
async function isRetrying({ subscriptions, held, clock, wait, askEveryMs }: Parts, uuid: string | undefined) {
  if (uuid === undefined) return false;
  const look = async () => (await subscriptions.look(held.grant!, uuid))?.retrying || undefined;
  return (await wait(seldom(clock, askEveryMs, look), settledWithinMs)).came === true;
}

/** Whether Calendly still says so after the success. */
async function staysRetrying({ subscriptions, held, clock, wait, tell, askEveryMs }: Parts, uuid: string) {
  tell({
    kind: 'wait',
    untilSeconds: settledWithinMs / 1000,
    words: 'The retry was taken. Looking whether Calendly forgets that it had to try again.',
  });
  const look = async () => (await subscriptions.look(held.grant!, uuid))?.retrying === false || undefined;
  return (await wait(seldom(clock, askEveryMs, look), settledWithinMs)).came !== true;
}

async function watchGone(
  { listener, subscriptions, held, clock, wait, askEveryMs }: Parts,
  uuid: string | undefined,
) {
  if (uuid === undefined) return noneLeft;
  const look = seldom(clock, askEveryMs, async () => {
    const found = await subscriptions.look(held.grant!, uuid);
    return found?.active === true ? undefined : ('disabled' as const);
  });
  const waited = await wait(async () => {
    if (triesOf(listener.arrivals, 'gone')) return 'retried' as const;
    return listener.arrivals.some(({ to }) => to === 'gone') ? look() : undefined;
  }, retryWithinMs);
  return waited.came ?? notCome('Another try after 410', waited.why ?? 'late');
}

const timeOf = ({ header }: Arrival) => /(?:^|,)t=(\d+)/.exec(header ?? '')?.[1];

/** Resolves to the booking as it is after the last move. */
export async function watchMoves(parts: Parts, booked: InviteePayload): Promise<InviteePayload> {
  const { asked, evidence, listener, tell, wait } = parts;
  const moves: ('canceled' | 'created')[] = [];
  let now = booked;
  for (let count = 1; count <= (asked.moves ?? 3); count++) {
    wait.begin();
    const { uri, reschedule_url: open } = now;
    const words = `Move the booking to another time on this page (${count} of ${asked.moves ?? 3}).`;
    tell({ kind: 'move', open: open ?? '', invitee: uri, words });
    const waited = await wait(() => halvesOf(listener.arrivals, uri), moveWithinMs);
    if (!waited.came) {
      if (moves.length === 0) evidence.moves = notCome('A reschedule', waited.why);
      break;
    }
    moves.push(waited.came.first);
    now = waited.came.moved;
  }
  evidence.moves ??= moves;
  return now;
}

function halvesOf(arrivals: readonly Arrival[], invitee: string) {
  const heard = arrivals.filter(({ to }) => to === 'healthy').map(({ said }) => said);
  const canceled = heard.findIndex((said) => said?.payload.uri === invitee && said.payload.rescheduled);
  const created = heard.findIndex((said) => said?.payload.old_invitee === invitee);
  if (canceled < 0 || created < 0) return undefined;
  const moved = heard[created]!.payload;
  return { first: canceled < created ? ('canceled' as const) : ('created' as const), moved };
}
