/** How a session ends: unused, too old, signed out, revoked by its member or an owner, or with the member. */
import type { OpenSession, Page } from '../../../sdk/types.ts';
import { until } from '../../support/until.ts';
import type { Visitor } from '../../support/visitor.ts';
import { listen } from '../wall/streams.ts';
import { isIn, type Member, type Room, sessionPath } from './room.ts';

const hour = 3600;
const idleHours = 12;
const wholeDays = 14;

export async function tryEnds({ count, invite, advance }: Room): Promise<void> {
  const member = await invite('viewer');
  const [idle, used] = [await member.browser(), await member.browser()];
  await advance(idleHours * hour - 60);
  count('ends', (await isIn(used)) ? undefined : 'a session ended before it was idle');
  await advance(120);
  count('ends', (await isIn(idle)) ? 'an idle session went on' : undefined);
  count('ends', (await isIn(used)) ? undefined : 'a session that was used ended');
  let hours = idleHours;
  const step = 11;
  while (hours + step < wholeDays * 24) {
    await advance(step * hour);
    hours += step;
    // Each use brings the next token, as in a browser.
    await used.get(sessionPath);
  }
  count('ends', (await isIn(used)) ? undefined : `a session that was used ended after ${hours} hours`);
  await advance((wholeDays * 24 - hours + 1) * hour);
  count('ends', (await isIn(used)) ? 'a session went on after fourteen days' : undefined);
  const late = await invite('viewer');
  const link = await late.link();
  await advance(3 * 24 * hour + 60);
  const { status } = await used.signIn(link);
  count('ends', status === 401 ? undefined : `an invitation of four days ago was answered ${status}`);
}

type End = (by: {
  member: Member;
  browser: Visitor;
  owner: Visitor;
  session: OpenSession;
}) => Promise<unknown>;

const ends: Record<string, End> = {
  'signed out': ({ browser }) => browser.send('DELETE', sessionPath),
  'revoked by the member': ({ browser, session }) => browser.send('DELETE', `/api/v1/sessions/${session.id}`),
  'revoked by an owner': ({ owner, session }) => owner.send('DELETE', `/api/v1/sessions/${session.id}`),
  'with the member': ({ owner, member }) => owner.send('DELETE', `/api/v1/members/${member.id}`),
};

/** Refused with the next request, whoever has the cookie; an open stream is told nothing more. */
export async function tryRevoked(room: Room): Promise<void> {
  const { url, count, invite } = room;
  const owner = await room.owner();
  const { body: connection } = await owner.post<{ id: number }>('/api/v1/connections', {
    type: 'calendly',
    name: 'Demo',
    clientId: 'client',
    clientSecret: 'secret',
  });
  let moved = 0;
  const move = () =>
    owner.post(`/api/v1/users/${Date.now()}-${++moved}/accounts`, { connectionId: connection.id });
  for (const [how, end] of Object.entries(ends)) {
    const member = await invite('operator');
    const browser = await member.browser();
    const { body } = await browser.get<Page<OpenSession>>('/api/v1/sessions');
    const session = body.items.find(({ current }) => current)!;
    const stream = await listen(url, browser);
    await move();
    await until('that the stream tells', () => stream.text().includes('event: change'));
    const copy = { cookie: browser.cookie() };
    await end({ member, browser, owner, session });
    const heard = stream.text().length;
    const { status } = await browser.send('GET', sessionPath, undefined, copy);
    count('revoked', status === 401 ? undefined : `${how}: the next request was answered ${status}`);
    await move();
    const over = await stream.over;
    const more = stream.text().slice(heard).includes('event: change');
    count('revoked', over && !more ? undefined : `${how}: an open stream went on`);
  }
  const member = await invite('operator');
  const browser = await member.browser();
  await owner.send('PATCH', `/api/v1/members/${member.id}`, { role: 'viewer' });
  const { status } = await browser.post('/api/v1/connections', {});
  count('revoked', status === 403 ? undefined : `a role that was taken was answered ${status}`);
}
