/**
 * What stands at Calendly for one Calendly user, and whose it is. The same person may stand behind several of
 * our accounts, and other software has subscriptions too: only what is surely an account's own is ever touched.
 */
import type { AccountRow } from '../accounts/index.ts';
import { type Calendly, type Caller, uuidOf } from '../calendly/index.ts';
import type { Database } from '../db/index.ts';
import { tokenHash } from '../ids.ts';
import { addressFor, ourToken } from './address.ts';
import type { Standing } from './judge.ts';
import * as store from './store.ts';

export interface OwnStanding extends Standing {
  /** Our row for its address; undefined for an address of ours that no row of this installation has. */
  row: store.SubscriptionRow | undefined;
}

export interface Looked {
  /** Those that `rows` are for, and those at an address of ours that nobody knows any more. */
  own: OwnStanding[];
  /** How many others there are, of other accounts of ours and of other software. */
  others: number;
}

export type Look = (
  caller: Caller,
  of: { tenantId: string; account: Pick<AccountRow, 'calendlyOrganization' | 'calendlyUser'> },
  rows: store.SubscriptionRow[],
) => Promise<Looked>;

export function createLook(deps: { database: Database; calendly: Calendly; publicUrl: string }): Look {
  const { database, calendly, publicUrl } = deps;

  async function isKnown(bearer: Buffer): Promise<boolean> {
    const bearers = [bearer];
    const rows = await database.intakeTransaction((tx) => store.listByTokenHash(tx, bearers), { bearers });
    return rows.length > 0;
  }

  return async (caller, { tenantId, account }, rows) => {
    const installation = await database.tenantTransaction(tenantId, store.installationId);
    const of = { organization: account.calendlyOrganization!, user: account.calendlyUser!, scope: 'user' };
    const found: OwnStanding[] = [];
    let seen = 0;
    for await (const resource of calendly.webhookSubscriptions.list(caller, of)) {
      seen++;
      const { callback_url: url, state, events, retry_started_at: retryStartedAt } = resource;
      const token = ourToken(installation, url);
      const uuid = uuidOf(resource.uri, 'webhookSubscription');
      if (token === undefined || uuid === undefined) continue;
      const hash = tokenHash(token);
      const row = rows.find((one) => one.tokenHash.equals(hash));
      const atOurAddress = url === addressFor(publicUrl, token);
      if (row || (atOurAddress && !(await isKnown(hash)))) {
        found.push({ uuid, state, events, retrying: retryStartedAt !== null, atOurAddress, row });
      }
    }
    return { own: found, others: seen - found.length };
  };
}
