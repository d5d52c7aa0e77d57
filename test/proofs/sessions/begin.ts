/** How a session begins: with a token that nobody had before, from a link that opens once. */
import { createVisitor } from '../../support/visitor.ts';
import { isIn, type Room, sessionPath } from './room.ts';

const cookieName = 'slotwire.demo';

/** A cookie is in the browser before its owner signs in: made up, or of a session that the attacker has. */
export async function tryFixation({ url, count, invite }: Room): Promise<void> {
  const attacker = await (await invite('viewer')).browser();
  const planted = ['planted-by-somebody', 'x'.repeat(43), tokenOf(attacker.cookie())];
  for (const token of planted) {
    const victim = await invite('operator');
    const answer = await fetch(new URL(sessionPath, url), {
      method: 'POST',
      headers: {
        cookie: `${cookieName}=${token}`,
        'content-type': 'application/json',
        'x-slotwire-request': '1',
      },
      body: JSON.stringify({ token: await victim.link() }),
    });
    const [set = ''] = answer.headers.getSetCookie();
    const given = tokenOf(set);
    const kept = given === token || given.length !== 43;
    count(
      'fixation',
      answer.status !== 201 || kept ? `the token was not replaced (${answer.status})` : undefined,
    );
    const missing = ['HttpOnly', 'SameSite=Lax', 'Path=/'].filter((part) => !set.includes(part));
    count('fixation', missing.length > 0 ? `the cookie lacks ${missing.join(', ')}` : undefined);
    const asPlanted = createVisitor(url, { 'x-slotwire-request': '1', cookie: `${cookieName}=${token}` });
    const { status, body } = await asPlanted.get<{ member?: { id: string } }>(sessionPath);
    count(
      'fixation',
      status === 200 && body.member?.id === victim.id ? 'what was planted opens it' : undefined,
    );
  }
}

function tokenOf(cookie: string): string {
  return new RegExp(`${cookieName.replace('.', '\\.')}=([^;]*)`).exec(cookie)?.[1] ?? '';
}

/** Twenty open the same link at the same moment; afterwards one more does. */
export async function trySignInOnce({ url, count, invite }: Room): Promise<void> {
  const link = await (await invite('viewer')).link();
  const visitors = Array.from({ length: 20 }, () => createVisitor(url));
  const statuses = await Promise.all(visitors.map(async (each) => (await each.signIn(link)).status));
  const taken = statuses.filter((status) => status === 201).length;
  count('links', taken === 1 ? undefined : `a link that is good once signed ${taken} in`);
  const late = createVisitor(url);
  await late.signIn(link);
  count('links', (await isIn(late)) ? 'a link that was used signed somebody in' : undefined);
}
