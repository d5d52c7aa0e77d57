/** Accounts whose tokens are refreshed: prepared once, brought back to life before each case. */
import type { Person } from '../../support/emulator-control.ts';
import type { Member, World } from './world.ts';

export interface Subject {
  accountId: string;
  person: Person;
}

/** One connected account for each person of the company. */
export async function connectAll(world: World, member: Member): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const person of world.people) {
    const { accountId } = await member.ask(
      'prepare',
      world.tenantId,
      `user-${person.slug}`,
      world.connectionId,
    );
    subjects.push({ accountId, person });
  }
  for (const subject of subjects) await revive(world, member, subject);
  return subjects;
}

/** Connected, with a fresh pair, whatever came before. */
export async function revive(world: World, member: Member, { accountId, person }: Subject): Promise<void> {
  const answer = await world.consent(member, accountId, person);
  const completed = await member.ask('complete', answer, 'browser');
  if (!completed.ok) throw new Error(`${person.name} could not be connected: ${completed.reason}`);
}

/** Token requests that carried each refresh token, by the token's hash. */
export async function refreshCounts(world: World): Promise<Map<string, number>> {
  const { refreshTokens } = await world.emulator.send<{ refreshTokens: { hash: string; count: number }[] }>(
    'GET',
    '/dump?kinds=refreshTokens',
  );
  return new Map(refreshTokens.map(({ hash, count }) => [hash, count]));
}

/** What came of an account that work was asked of again and again, as a patient caller does. */
export async function settle(world: World, member: Member, { accountId }: Subject): Promise<string> {
  let last = '';
  for (let tries = 0; tries < 6; tries++) {
    last = await member.ask('work', world.tenantId, accountId);
    if (last === 'ok') return 'works';
    const account = await member.ask('account', world.tenantId, accountId);
    if (account?.state === 'error' && last === 'access_ended')
      return account.reason ?? 'error without a reason';
    await world.advance(61, member);
    await world.endLeases();
  }
  return `silently dead, the last word was ${last}`;
}
