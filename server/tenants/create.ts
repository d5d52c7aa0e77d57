/** Tenants by their short names, and a new one with its first owner. */
import type { Session } from '../../sdk/types.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/index.ts';
import type { Enter } from '../http/index.ts';
import { type Ids, toWireId } from '../ids.ts';
import type { Enqueue } from '../jobs/index.ts';
import * as members from './member-store.ts';
import * as store from './store.ts';

export interface NewTenant {
  slug: string;
  name: string;
  environment: Session['tenant']['environment'];
  demo: Session['demo'];
  owner: { name: string; email: string };
}

export interface Tenants {
  /** The tenant's id by its short name. */
  find(slug: string): Promise<string | undefined>;
  /** The ids of all of them. */
  list(): Promise<string[]>;
  /** Its id, and whether it was made now: an existing one with this short name is left as it is. */
  ensure(wanted: NewTenant): Promise<{ id: string; created: boolean }>;
}

export function createTenants(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  enqueue: Enqueue;
  enter: Enter;
}): Tenants {
  const { database, clock, ids, enqueue, enter } = deps;

  async function find(slug: string): Promise<string | undefined> {
    return (await database.dispatchTransaction((tx) => store.findTenantId(tx, slug)))?.id;
  }

  async function create(wanted: NewTenant): Promise<string> {
    const id = ids.uuid();
    await database.tenantTransaction(id, async (tx) => {
      const createdAt = clock.iso();
      await store.insertTenant(tx, { id, ...wanted, createdAt });
      const email = wanted.owner.email.toLowerCase();
      const owner = { tenantId: id, id: ids.uuid(), ...wanted.owner, email, role: 'owner' } as const;
      await members.insertMember(tx, { ...owner, createdAt });
      await enter(tx, id, {
        who: { kind: 'command', id: null, name: 'slotwire' },
        operation: 'tenantCreateCommand',
        summary: 'Make this tenant',
        subject: toWireId('tenant', id),
        address: null,
        changes: [
          { field: 'name', before: null, after: wanted.name },
          { field: 'environment', before: null, after: wanted.environment },
          { field: 'owner', before: null, after: owner.email },
        ],
      });
      await enqueue(tx, 'deliveries.expire', { tenantId: id, key: '', payload: {} });
      await enqueue(tx, 'requests.expire', { tenantId: id, key: '', payload: {} });
      await enqueue(tx, 'alarms.watch', { tenantId: id, key: '', payload: {} });
    });
    return id;
  }

  return {
    find,
    list: () => database.dispatchTransaction(store.listTenantIds),
    async ensure(wanted) {
      const existing = await find(wanted.slug);
      if (existing) return { id: existing, created: false };
      return { id: await create(wanted), created: true };
    },
  };
}
