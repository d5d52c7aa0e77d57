/**
 * A connect that is attacked, declined, narrowed, cut and killed at every step: no stranger's account is ever linked,
 * nothing is half stored, and no grant that we know of is left behind.
 */
import { createVisitor } from '../support/visitor.ts';
import { strange, type Trouble, troubles } from './life/consents.ts';
import { type Deed, dieAtEveryStep } from './life/die.ts';
import { createTally, type Tally } from './life/tally.ts';
import { type Member, openWorld, type World } from './life/world.ts';
import type { Proof } from './proof.ts';

export const proof: Proof = {
  name: 'connect',
  async run({ seed, short, say }) {
    const tally = createTally();
    const world = await openWorld();
    try {
      const member = await world.open({ listen: true });
      await attack(world, member, tally);
      for (const trouble of troubles) await meet(world, member, trouble, tally);
      say(`${tally.result().tried} attacks and troubles`);
      await dieAtEveryStep(world, connecting(world, member), { seed, every: short ? 9 : 1 }, tally);
      say(`${tally.result().drove.killed} processes killed in the middle of a connect`);
    } finally {
      await world.close();
    }
    return tally.result();
  },
};

let users = 0;

/** A new end user's account, and the person who consents, with nothing of before. */
async function begin(world: World, member: Member) {
  const person = world.people[++users % world.people.length]!;
  await world.emulator.send('POST', '/revoke', { user: person.id });
  await world.query('delete from token_sets');
  await world.query(`update accounts set state = 'disconnected' where state in ('connected', 'error')`);
  await world.advance(61, member);
  const { accountId } = await member.ask('prepare', world.tenantId, `user-${users}`, world.connectionId);
  return { person, accountId };
}

async function attack(world: World, member: Member, tally: Tally): Promise<void> {
  const operator = createVisitor(world.url);
  await operator.signIn(await member.ask('signInLink', world.tenantId));
  const stranger = createVisitor(world.url);
  await stranger.signIn(await member.ask('signInLink', world.tenantId));

  async function start(by = operator) {
    const { person, accountId } = await begin(world, member);
    const wire = `acc_${accountId.replaceAll('-', '')}`;
    const begun = await by.post<{ authorizationUrl: string }>(`/api/v1/accounts/${wire}/connect`);
    const { authorizationUrl: url } = begun.body;
    const { location } = await world.emulator.send<{ location: string }>('POST', '/consent', {
      url,
      user: person.id,
    });
    return { person, accountId, wire, url, location };
  }

  const first = await start();
  const asked = new URL(first.url).searchParams;
  tally.judge('PKCE is always asked for', [
    ...(asked.get('code_challenge_method') === 'S256' ? [] : ['without S256']),
    ...(/^[\w-]{43}$/.test(asked.get('code_challenge') ?? '') ? [] : ['without a challenge']),
    ...(/^[\w-]{43}$/.test(asked.get('state') ?? '') ? [] : ['without a state of 256 bits']),
  ]);
  await start(stranger);
  const other = await stranger.get(first.location);
  tally.judge(
    'another browser',
    other.location === '/connect/done?connect_error=attempt_unknown' ? [] : [`${other.location}`],
  );
  const answers = await Promise.all(Array.from({ length: 50 }, () => operator.get(first.location)));
  const won = answers.filter(({ location }) => location?.includes(`connected=${first.wire}`)).length;
  tally.judge('50 callbacks with one state', won === 1 ? [] : [`${won} of them won`]);
  tally.judge('one grant of it', (await world.liveGrants(first.person)).length === 1 ? [] : ['not one']);

  const intruder = world.people.find(({ id }) => id !== first.person.id)!;
  const taken = await member.ask(
    'complete',
    await world.consent(member, first.accountId, intruder),
    'browser',
  );
  await world.advance(601, member);
  await member.ask('idle');
  tally.judge('another Calendly person', [
    ...(!taken.ok && taken.reason === 'other_calendly_user' ? [] : ['was not refused']),
    ...((await world.liveGrants(intruder)).length === 0 ? [] : ['their grant lives on']),
  ]);

  const [mine, theirs] = [await start(), await start()];
  const mixed = new URL(mine.location);
  mixed.searchParams.set('code', new URL(theirs.location).searchParams.get('code')!);
  const injected = await operator.get(mixed.href);
  tally.judge('a code of another attempt', judgeRefused(injected.location, 'calendly_refused_authorization'));
  for (const [name, callback] of Object.entries(strange)) {
    const answer = await operator.get(`/oauth/calendly/callback${callback}`);
    tally.judge(name, judgeRefused(answer.location, 'attempt_unknown'));
  }
  const late = await start();
  await world.advance(601, member);
  const ended = await operator.get(late.location);
  tally.judge('after ten minutes', judgeRefused(ended.location, 'attempt_unknown'));
  const linked = await member.ask('account', world.tenantId, theirs.accountId);
  tally.judge('nobody else was linked', linked?.state === 'configured' ? [] : [`${linked?.state}`]);
  tally.count('attacks', tally.result().tried);
}

function judgeRefused(location: string | null, code: string): string[] {
  return location?.endsWith(`?connect_error=${code}`) ? [] : [`it led to ${location}`];
}

async function meet(world: World, member: Member, trouble: Trouble, tally: Tally): Promise<void> {
  const { person, accountId } = await begin(world, member);
  for (const fault of trouble.faults ?? []) await world.emulator.send('POST', '/faults', fault);
  const callback = await world.consent(member, accountId, person, trouble.consent ?? {});
  const completed = await member.ask('complete', callback, 'browser');
  await world.emulator.send('DELETE', '/faults');
  await world.advance(61, member);
  await member.ask('recover');
  const account = await member.ask('account', world.tenantId, accountId);
  const grants = (await world.liveGrants(person)).length;
  const outcome = completed.ok ? 'connected' : completed.reason;
  const state = outcome === 'connected' ? 'connected' : 'configured';
  tally.judge(trouble.name, [
    ...(outcome === trouble.ends ? [] : [`it ended “${outcome}”, not “${trouble.ends}”`]),
    ...(account?.state === state ? [] : [`the account is ${account?.state}`]),
    ...(grants === (trouble.grants ?? (state === 'connected' ? 1 : 0)) ? [] : [`${grants} grants live on`]),
  ]);
  tally.count('troubles');
}

/** The victim completes a consent; the survivor takes up what it left. */
function connecting(world: World, survivor: Member): Deed {
  let subject: Awaited<ReturnType<typeof begin>>;
  let callback: Awaited<ReturnType<World['consent']>>;
  return {
    name: 'a connect',
    async prepare() {
      subject = await begin(world, survivor);
      callback = await world.consent(survivor, subject.accountId, subject.person);
    },
    drive: (victim) => victim.ask('complete', callback, 'browser'),
    async judge(killedAt) {
      const { person, accountId } = subject;
      await world.advance(61, survivor);
      await survivor.ask('recover');
      await survivor.ask('idle');
      const account = await survivor.ask('account', world.tenantId, accountId);
      const grants = (await world.liveGrants(person)).length;
      if (account?.state === 'connected') {
        const works = await survivor.ask('work', world.tenantId, accountId);
        return [
          ...(works === 'ok' ? [] : [`connected and ${works}`]),
          ...(grants === 1 ? [] : [`${grants} grants`]),
        ];
      }
      // An answer that died with the process that it was for: nobody can know the tokens.
      const orphans = killedAt === '← POST /oauth/token' ? 1 : 0;
      const again = await survivor.ask(
        'complete',
        await world.consent(survivor, accountId, person),
        'browser',
      );
      return [
        ...(account?.state === 'configured' ? [] : [`the account is ${account?.state}`]),
        ...(grants <= orphans ? [] : [`${grants} grants live on`]),
        ...(again.ok ? [] : [`connecting again ended “${again.reason}”`]),
      ];
    },
  };
}
