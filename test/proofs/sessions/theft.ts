/**
 * A cookie is copied into another browser. Until the member's own browser has the next token the copy works, as the
 * control shows. From then on whoever shows the older one ends the session for both, and the audit log tells it.
 */
import { createVisitor, type Visitor } from '../../support/visitor.ts';
import { isIn, type Room, sessionPath } from './room.ts';

const renewSeconds = 15 * 60;
const overlapSeconds = 60;

export async function tryTheft(room: Room): Promise<void> {
  const { url, count, invite, advance, entries } = room;
  const before = (await entries('endCopiedSession')).length;
  const victims: [Visitor, Visitor][] = [];
  for (let each = 0; each < 2; each++) {
    const victim = await (await invite('operator')).browser();
    victims.push([victim, createVisitor(url, { cookie: victim.cookie(), 'x-slotwire-request': '1' })]);
  }
  const [[first, copyOfFirst], [second, copyOfSecond]] = victims as [[Visitor, Visitor], [Visitor, Visitor]];
  // Told as it is: nobody can tell a copy from the browser before either has the next token.
  count('theft', (await isIn(copyOfFirst)) ? undefined : 'the control: a fresh copy did not work');
  await advance(renewSeconds + 1);
  // The member goes on and has the next token; then the copy comes back.
  await first.get(sessionPath);
  count('theft', (await isIn(first)) ? undefined : 'the member was signed out by a renewal');
  await advance(overlapSeconds + 1);
  count('theft', (await isIn(copyOfFirst)) ? 'a copy worked after the next token was used' : undefined);
  count('theft', (await isIn(first)) ? 'a session that two had went on' : undefined);
  // The thief is the first to have the next token; then the member comes back, and both are out.
  const thief = createVisitor(url);
  const renewed = await thief.send('GET', sessionPath, undefined, { cookie: second.cookie() });
  count('theft', renewed.status === 200 ? undefined : 'the control: the thief was not first');
  count('theft', (await isIn(thief)) ? undefined : 'the control: the thief had no next token');
  await advance(overlapSeconds + 1);
  count('theft', (await isIn(copyOfSecond)) ? 'an older token worked' : undefined);
  count('theft', (await isIn(thief)) ? 'the thief kept the session' : undefined);
  const told = (await entries('endCopiedSession')).length - before;
  count('theft', told === 2 ? undefined : `the audit log tells of ${told} copied cookies, not of 2`);
}

/** Whoever is alone with their cookie notices nothing of a renewal, however their requests cross. */
export async function tryHonestRenewal({ url, count, invite, advance }: Room): Promise<void> {
  const browser = await (await invite('operator')).browser();
  const cookie = browser.cookie();
  await advance(renewSeconds + 1);
  const many = await Promise.all(Array.from({ length: 20 }, () => browser.get(sessionPath)));
  count('honest', many.every(({ status }) => status === 200) ? undefined : 'requests at once were refused');
  count('honest', browser.cookie() === cookie ? 'the token was not replaced' : undefined);
  const offered = many.filter(({ headers }) => headers.getSetCookie().length > 0).length;
  count('honest', offered === 1 ? undefined : `${offered} next tokens were given out at once`);
  count('honest', (await isIn(browser)) ? undefined : 'the next token was refused');
  // Sent before the next token had come.
  const late = createVisitor(url, { cookie });
  count('honest', (await isIn(late)) ? undefined : 'a request that was under way was refused');
  count('honest', (await isIn(browser)) ? undefined : 'a request that was under way ended the session');

  // The answer that carried the next token was lost: the present one stays good.
  const unlucky = await (await invite('operator')).browser();
  await advance(renewSeconds + 1);
  const deaf = createVisitor(url, { cookie: unlucky.cookie() });
  await deaf.send('GET', sessionPath);
  for (let times = 0; times < 3; times++) {
    await advance(renewSeconds + 1);
    const still = createVisitor(url, { cookie: unlucky.cookie() });
    count('honest', (await isIn(still)) ? undefined : 'a lost answer signed the member out');
  }
}
