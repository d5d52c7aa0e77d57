/** What the database has of a take-over, past every wall. */
import type pg from 'pg';
import type { Seen } from './judge.ts';

export async function seeAll(administrator: pg.Client): Promise<Seen> {
  const user = `split_part(a.calendly_user, '/users/', 2) as user`;
  const ask = async <Row extends pg.QueryResultRow>(text: string) =>
    (await administrator.query<Row>(text)).rows;
  return {
    accounts: await ask(`select ${user}, a.state from accounts a where a.calendly_user is not null`),
    meetings: await ask(
      `select ${user}, m.tail_invitee as invitee, m.status from meetings m
       join accounts a on a.tenant_id = m.tenant_id and a.id = m.account_id`,
    ),
    told: await ask(
      `select subject_id as meeting, count(*)::integer as count from changes where type = 'meeting.scheduled' group by 1`,
    ),
  };
}
