/** Whatever order, whatever repeats, polls and deliveries mixed: the same meetings under the same ids. */
import { advance } from '../../server/meetings/advance.ts';
import { driveDatabase } from './convergence/database.ts';
import { type Advance, driveMerge } from './convergence/pure.ts';
import type { Proof } from './proof.ts';

const histories = { short: { pure: 4000, sql: 60 }, long: { pure: 1_000_000, sql: 5000 } };
/** Of all histories at least so many have what is hard. */
const least = { longChain: 0.3, group: 0.2, twoHosts: 0.1, ties: 0.1, missing: 0.2 };

export const proof: Proof = {
  name: 'convergence',
  async run({ seed, short, say }) {
    const wanted = short ? histories.short : histories.long;
    const pure = driveMerge(seed, wanted.pure);
    say(`${pure.histories} histories through the pure merge`);
    const sql = await driveDatabase(seed, wanted.sql);
    say(`${sql.histories} histories on PostgreSQL`);
    const tooFew = Object.entries(least).flatMap(([trait, part]) =>
      (pure.drove[trait] ?? 0) < part * pure.histories ? [`too few histories with ${trait}`] : [],
    );
    return {
      tried: pure.histories + sql.histories,
      held: pure.held + sql.held,
      lost: 0,
      duplicated: pure.duplicated + sql.duplicated,
      drove: { ...pure.drove, sql: sql.histories },
      fallen: [...pure.fallen, ...sql.fallen, ...tooFew, ...unnoticed(seed)],
    };
  },
};

/** The positive control: who hears nothing, and who believes whoever speaks last, must be noticed. */
function unnoticed(seed: number): string[] {
  const deaf: Advance = (_account, book) => ({ book, moves: [], questions: [], learnt: false });
  const credulous: Advance = (account, book, telling, at) => {
    const { events, invitees, links } = book.picture;
    const without = {
      events: new Map([...events].filter(([uuid]) => !telling.picture.events.has(uuid))),
      invitees: new Map([...invitees].filter(([uuid]) => !telling.picture.invitees.has(uuid))),
      links,
    };
    return advance(account, { ...book, picture: without }, telling, at);
  };
  return Object.entries({ deaf, credulous }).flatMap(([name, step]) =>
    driveMerge(seed, 200, step).held === 200 ? [`a ${name} merge was not noticed`] : [],
  );
}
