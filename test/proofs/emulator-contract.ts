/**
 * The emulator does what is documented: every operation with its statuses, shapes, pages, filters, scopes and plans,
 * every topic in every scope, sent and as a sample. The documents are the fixtures; all of them are tried.
 */
import { startAnsweringServer } from '../support/answering-server.ts';
import {
  addressOf,
  checkOperation,
  isSuccess,
  judgeOf,
  type Strangers,
  type Tally,
} from './emulator-contract/checks.ts';
import { type Documented, nameOf, readDocumented } from './emulator-contract/documented.ts';
import type { Shapes } from './emulator-contract/shapes.ts';
import { checkTopic } from './emulator-contract/topics.ts';
import { ask, createWorld, type World } from './emulator-contract/world.ts';
import type { Proof } from './proof.ts';

const minute = 60;

export const proof: Proof = {
  name: 'emulator-contract',
  async run({ say }) {
    const { operations, topics, shapes } = await readDocumented();
    const scopes = [...new Set(operations.map(({ scope }) => scope.split(' ')[0]!))];
    const tally: Tally = { tried: 0, fallen: [], drove: { operations: 0, topics: 0 } };
    const world = await createWorld(scopes);
    try {
      const strangers = await createStrangers(world, scopes);
      for (const documented of operations) {
        await world.emulator.send('POST', '/clock', { advanceSeconds: minute });
        const name = nameOf(documented);
        const judge = judgeOf(tally, name);
        await checkOperation(world, documented, shapes, strangers, judge).catch((error: Error) =>
          judge('called', [error.message]),
        );
        tally.drove.operations! += 1;
      }
      for (const [topic, documented] of Object.entries(topics)) {
        await world.emulator.send('POST', '/clock', { advanceSeconds: minute });
        await checkTopic(world, topic, documented, judgeOf(tally, topic));
        tally.drove.topics! += 1;
      }
      tally.fallen.push(...(await unnoticed(operations, shapes)));
    } finally {
      await world.emulator.close();
    }
    const { tried, drove, fallen } = tally;
    say(`${drove.operations} operations and ${drove.topics} topics, ${tried} cases`);
    return {
      tried,
      held: tried - Math.min(tried, fallen.length),
      lost: 0,
      duplicated: 0,
      drove,
      fallen: fallen.slice(0, 40),
    };
  },
};

/** Somebody for each scope that a call may lack, and somebody on the free plan. */
async function createStrangers(world: World, scopes: string[]): Promise<Strangers> {
  const users = await world.tokenOf('yuki-tanabe', ['users:read']);
  const others = await world.tokenOf('nora-bergdal', ['shares:write']);
  const [person] = await world.emulator.addPeople(1);
  await world.emulator.send('POST', '/plan', { user: person!.id, plan: 'basic', stage: 'free' });
  return {
    narrow: async (scope) => (scope.startsWith('users:') ? others.token : users.token),
    free: await world.tokenOf(person!.id, scopes),
  };
}

/** The positive control: an API that answers everything alike must fall for every operation. */
async function unnoticed(operations: Documented[], shapes: Shapes): Promise<string[]> {
  const server = await startAnsweringServer();
  const fallen: string[] = [];
  try {
    for (const [status, text] of [
      [200, '{}'],
      [404, '{"title":"Resource Not Found","message":"The server could not find the requested resource."}'],
    ] as const) {
      server.answer((response) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(text),
      );
      for (const documented of operations) {
        const answer = await ask({ url: server.address }, 'x', documented.method, addressOf(documented, {}));
        if (isSuccess(answer, documented, shapes).length === 0)
          fallen.push(`an API that answers ${status} to all was not noticed at ${nameOf(documented)}`);
      }
    }
  } finally {
    await server.stop();
  }
  return fallen;
}
