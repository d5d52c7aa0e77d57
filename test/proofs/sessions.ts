/**
 * Sessions in the hands of whoever wants another's: planted before the sign-in, copied after it, used from another site,
 * kept past their end, revoked, and guessed. The service in its own process, time on the emulator's clock. A copied
 * cookie works until the member's browser has the next token: the control shows that too.
 */
import type { ApiDescription } from '../../server/http/index.ts';
import { seeded } from '../support/random.ts';
import type { Proof, ProofResult } from './proof.ts';
import { tryFixation, trySignInOnce } from './sessions/begin.ts';
import { tryEnds, tryRevoked } from './sessions/end.ts';
import { tryForeignPages } from './sessions/foreign.ts';
import { tryGuessing } from './sessions/guess.ts';
import { openRoom, type Room } from './sessions/room.ts';
import { tryHonestRenewal, tryTheft } from './sessions/theft.ts';

const sizes = {
  short: { rounds: 1, guesses: 200 },
  long: { rounds: 12, guesses: 3000 },
};

export const proof: Proof = {
  name: 'sessions',
  async run({ seed, short, say }) {
    const { rounds, guesses } = sizes[short ? 'short' : 'long'];
    const result: ProofResult = { tried: 0, held: 0, lost: 0, duplicated: 0, drove: {}, fallen: [] };
    const room = await openRoom((kind, fallen) => {
      result.tried++;
      result.drove[kind] = (result.drove[kind] ?? 0) + 1;
      if (fallen === undefined) result.held++;
      else result.fallen.push(`${kind}: ${fallen}`);
    });
    try {
      const { body } = await room.nobody.get<ApiDescription>('/api/v1/openapi.json');
      const random = seeded(seed);
      const parts: ((room: Room) => Promise<unknown>)[] = [
        tryFixation,
        trySignInOnce,
        (one) => tryForeignPages(one, body),
        (one) => tryGuessing(one, random, guesses),
        tryHonestRenewal,
        tryTheft,
        tryEnds,
        tryRevoked,
      ];
      for (let round = 0; round < rounds; round++) {
        for (const part of parts) await part(room);
        say(`${result.held} of ${result.tried} held`);
      }
    } finally {
      await room.stop();
    }
    result.fallen.splice(24);
    return result;
  },
};
