/** Links, keys and cookies are guessed, by chance and near a true one; the true ones go on working beside it. */
import type { CreatedApiKey } from '../../../sdk/types.ts';
import { type Random, upTo } from '../../support/random.ts';
import { callerWith, createVisitor, type Visitor } from '../../support/visitor.ts';
import { isIn, type Room } from './room.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const atOnce = 8;

export async function tryGuessing(room: Room, random: Random, guesses: number): Promise<void> {
  const { url, count, owner, invite } = room;
  const member = await invite('viewer');
  const link = await member.link();
  const wanted = { name: 'Guessed', scopes: ['meetings:read'] };
  const { key } = (await (await owner()).post<CreatedApiKey>('/api/v1/api-keys', wanted)).body;
  const browser = await (await invite('viewer')).browser();
  const [, token = ''] = /=(.+)$/.exec(browser.cookie()) ?? [];
  const tries: [string, (guess: string) => Promise<number>, string][] = [
    ['links', async (guess) => (await createVisitor(url).signIn(guess)).status, link],
    [
      'keys',
      async (guess) => (await callerWith(url, `swk_${guess}`).get('/api/v1/meetings')).status,
      key.slice(4),
    ],
    ['cookies', async (guess) => (await withCookie(url, guess).get('/api/v1/session')).status, token],
  ];
  for (const [kind, attempt, truth] of tries) {
    const statuses = new Map<number, number>();
    const isSlowed = () => kind === 'cookies' || statuses.has(429);
    // What is counted is forgotten with each full minute: guesses that stood astride one are gone on with.
    const left = guessesAt(random, truth, (index) => index < guesses || (!isSlowed() && index < 4 * guesses));
    const lane = async () => {
      for (const guess of left) {
        const status = await attempt(guess);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        count(`guessed ${kind}`, status < 400 ? `${guess} opened` : undefined);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    count(`guessed ${kind}`, isSlowed() ? undefined : 'wrong ones from one address were never slowed down');
  }
  const right = await createVisitor(url).signIn(link);
  count(
    'right beside guesses',
    right.status === 201 ? undefined : `the true link was answered ${right.status}`,
  );
  const { status } = await callerWith(url, key).get('/api/v1/meetings');
  count('right beside guesses', status === 200 ? undefined : `the true key was answered ${status}`);
  count('right beside guesses', (await isIn(browser)) ? undefined : 'the true cookie was refused');
}

function withCookie(url: string, token: string): Visitor {
  return createVisitor(url, { cookie: `slotwire.demo=${token}` });
}

function* guessesAt(random: Random, truth: string, more: (index: number) => boolean): Generator<string> {
  for (let index = 0; more(index); index++) yield guessOf(random, truth, index);
}

/** Every other one differs from the truth in one sign; some are cut or grown. */
function guessOf(random: Random, truth: string, index: number): string {
  if (index % 7 === 0) return truth.slice(0, -1);
  if (index % 11 === 0) return `${truth}A`;
  if (index % 2 === 0) return Array.from({ length: 43 }, () => alphabet[upTo(random, 64)]!).join('');
  // Of the last sign two bits are padding, which a lenient reader would pass over.
  const at = index % 3 === 0 ? truth.length - 1 : upTo(random, truth.length);
  const other = alphabet[(alphabet.indexOf(truth[at]!) + 1 + upTo(random, 62)) % 64]!;
  return truth.slice(0, at) + other + truth.slice(at + 1);
}
