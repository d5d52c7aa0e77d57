/** Everything that is sealed, in one list, for whatever goes through all of it. A test compares it with the schema. */
import { sealedHeld, sealedJournalKeys, sealedTokens, sealedVerifiers } from './accounts/index.ts';
import { sealedConnections } from './connections/index.ts';
import type { Database } from './db/index.ts';
import { sealedDeliveries } from './deliveries/index.ts';
import { sealedAnswers } from './http/index.ts';
import { sealedLegacySubscriptions, sealedSubscriptions } from './subscriptions/index.ts';
import { listTenantIds } from './tenants/index.ts';
import type { SealedPlaces, SealedTable } from './vault/index.ts';

export const sealedTables: readonly SealedTable[] = [
  sealedConnections,
  sealedTokens,
  sealedSubscriptions,
  sealedLegacySubscriptions,
  sealedJournalKeys,
  sealedVerifiers,
  sealedHeld,
  sealedDeliveries,
  sealedAnswers,
];

export function sealedPlaces(database: Database): SealedPlaces {
  return { database, tables: sealedTables, tenantIds: () => database.dispatchTransaction(listTenantIds) };
}
