/** A hundred thousand deliveries in a running program's own database, and how smoothly a list of them scrolls. */
import type { Locator } from '@playwright/test';
import { startEmbedded } from '../../server/db/index.ts';
import { createLog } from '../../server/log.ts';
import { asAdministrator } from './database.ts';
import type { Program } from './program.ts';

const many = 100_000;

/** One a second until now, all of the account that the newest one is of; there must be one. */
export async function keepMany({ folder }: Pick<Program, 'folder'>): Promise<void> {
  const server = await startEmbedded(folder, createLog('error'));
  try {
    await asAdministrator(server.address.host, server.address.database, async (client) => {
      await client.query(
        `insert into slotwire.deliveries (tenant_id, account_id, id, subscription_id, received_at, body, body_hash, headers,
           trust, key_used, signed_at, outcome, topic, meeting_id, processed_at)
         select tenant_id, account_id, ${grownId}, subscription_id, at, '{}', sha256(n::text::bytea), '{}',
           'verified', 'own', at, case when n % 50 = 0 then 'parked' when n % 7 = 0 then 'no_change' else 'applied' end,
           topic, meeting_id, at + interval '21 ms'
         from (select * from slotwire.deliveries order by id desc limit 1) newest,
           lateral (select n, received_at - n * interval '1 second' as at from generate_series(1, $1::integer) n) each`,
        [many],
      );
      await client.query('vacuum analyze slotwire.deliveries');
    });
  } finally {
    await server.release();
  }
}

/** A UUIDv7 of that moment. */
const grownId = `(lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || '8'
  || substr(md5(n::text), 1, 15))::uuid`;

/** Stands in a trace where each frame begins. */
export const frameMark = 'a frame begins';

/** Milliseconds from each frame to the next, shortest first, while so many pixels are scrolled in each. */
export function frameTimes(list: Locator, pixels: number): Promise<number[]> {
  return list.evaluate(
    async (scroller, { step, mark }) => {
      const took: number[] = [];
      let last = await new Promise<number>(requestAnimationFrame);
      for (let frame = 0; frame < 600; frame++) {
        performance.mark(mark);
        scroller.scrollTop += step;
        const now = await new Promise<number>(requestAnimationFrame);
        took.push(now - last);
        last = now;
      }
      performance.clearMarks(mark);
      return took.sort((one, other) => one - other);
    },
    { step: pixels, mark: frameMark },
  );
}
