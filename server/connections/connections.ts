/**
 * The OAuth applications a tenant registered with us. Their secrets are sealed on arrival and opened only
 * for a call to Calendly; that Calendly refuses one is a fact of the connection, never of its accounts.
 */
import type { ConnectionChanges, NewConnection } from '../../sdk/types.ts';
import type { AppendChange } from '../changes/index.ts';
import type { Clock } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import type { Enqueue } from '../jobs/index.ts';
import { Secret } from '../secret.ts';
import type { Vault } from '../vault/index.ts';
import * as store from './store.ts';

export interface Connections {
  create(
    tx: Tx,
    tenantId: string,
    wanted: NewConnection,
  ): Promise<{ ok: true; id: number } | { ok: false; reason: 'connection_id_taken' }>;
  /** By id; all of them unless it is said from where and how many. */
  list(tx: Tx, page?: { after: number; limit: number }): Promise<store.ConnectionRow[]>;
  find(tx: Tx, id: number): Promise<store.ConnectionRow | undefined>;
  /** False when there is no such connection. */
  change(tx: Tx, tenantId: string, id: number, changes: ConnectionChanges): Promise<boolean>;
  /** From now on nobody connects through it. */
  beginRemoval(tx: Tx, tenantId: string, id: number): Promise<void>;
  /** Its secrets go, its id is never given again. */
  remove(tx: Tx, tenantId: string, id: number): Promise<void>;
  /** For a call to Calendly; undefined when there is no such connection. */
  openClient(
    tx: Tx,
    tenantId: string,
    id: number,
  ): Promise<{ clientId: string; clientSecret: Secret } | undefined>;
  /** Calendly refused, or again accepts, its client id and secret together. */
  noteRefused(tx: Tx, tenantId: string, id: number, refused: boolean): Promise<void>;
}

export function createConnections(deps: {
  clock: Clock;
  vault: Vault;
  append: AppendChange;
  enqueue: Enqueue;
}): Connections {
  const { clock, vault, append, enqueue } = deps;

  function seal(tenantId: string, id: number, column: 'client_secret' | 'webhook_signing_key', text: string) {
    return vault.seal(new Secret(text), { tenantId, table: 'connections', row: String(id), column });
  }

  function tell(
    tx: Tx,
    tenantId: string,
    id: number,
    what: 'created' | 'updated' | 'deleted',
    data = {},
    cause: 'request' | 'system' = 'request',
  ) {
    append(tx, tenantId, {
      type: `connection.${what}`,
      cause,
      accountId: null,
      endUserId: null,
      subject: { kind: 'connection', id: String(id) },
      data,
    });
  }

  return {
    async create(tx, tenantId, { id: requested, name, clientId, clientSecret, options }) {
      if (requested !== undefined) await store.passNextId(tx, requested);
      const id = requested ?? (await store.takeNextId(tx));
      const key = options?.webhookSigningKey;
      const inserted = await store.insertConnection(tx, tenantId, {
        id,
        name,
        clientId,
        clientSecretSealed: seal(tenantId, id, 'client_secret', clientSecret),
        webhookSigningKeySealed: key === undefined ? null : seal(tenantId, id, 'webhook_signing_key', key),
        createdAt: clock.iso(),
      });
      if (!inserted) return { ok: false, reason: 'connection_id_taken' };
      tell(tx, tenantId, id, 'created', { name });
      return { ok: true, id };
    },

    list: (tx, page) => store.listConnections(tx, page ?? { after: 0, limit: null }),
    find: (tx, id) => store.findConnection(tx, id),

    async change(tx, tenantId, id, { name, clientId, clientSecret, options }) {
      const row = await store.findConnection(tx, id, true);
      if (!row) return false;
      const key = options?.webhookSigningKey;
      const credentials = clientId !== undefined || clientSecret !== undefined;
      await store.updateConnection(tx, {
        ...row,
        name: name ?? row.name,
        clientId: clientId ?? row.clientId,
        clientSecretSealed:
          clientSecret === undefined
            ? row.clientSecretSealed
            : seal(tenantId, id, 'client_secret', clientSecret),
        ...keysAfter(row, key && seal(tenantId, id, 'webhook_signing_key', key)),
        refusedSince: credentials ? null : row.refusedSince,
        updatedAt: clock.iso(),
      });
      if (key) {
        await enqueue(tx, 'deliveries.verify', { tenantId, key: String(id), payload: { connectionId: id } });
      }
      tell(tx, tenantId, id, 'updated', { name: name ?? row.name });
      return true;
    },

    async beginRemoval(tx, tenantId, id) {
      await store.markDeleting(tx, id, clock.iso());
      tell(tx, tenantId, id, 'updated', { deleting: true });
    },

    async remove(tx, tenantId, id) {
      await store.markDeleted(tx, id, clock.iso());
      tell(tx, tenantId, id, 'deleted');
    },

    async openClient(tx, tenantId, id) {
      const row = await store.findConnection(tx, id);
      if (!row) return undefined;
      const place = { tenantId, table: 'connections', row: String(id), column: 'client_secret' };
      return { clientId: row.clientId, clientSecret: vault.open(row.clientSecretSealed, place) };
    },

    async noteRefused(tx, tenantId, id, refused) {
      const row = await store.findConnection(tx, id, true);
      if (!row || (row.refusedSince !== null) === refused) return;
      await store.updateConnection(tx, { ...row, refusedSince: refused ? clock.iso() : null });
      tell(tx, tenantId, id, 'updated', { name: row.name, refused }, 'system');
    },
  };
}

const earlierKept = 2;

/** A new signing key leaves those before it known for a while; `null` forgets them all. */
function keysAfter(
  { webhookSigningKeySealed: held, earlierKeysSealed: earlier }: store.ConnectionRow,
  entered: Buffer | '' | null | undefined,
): Pick<store.ConnectionRow, 'webhookSigningKeySealed' | 'earlierKeysSealed'> {
  if (entered === undefined) return { webhookSigningKeySealed: held, earlierKeysSealed: earlier };
  if (!entered) return { webhookSigningKeySealed: null, earlierKeysSealed: [] };
  const replaced = held ? [held, ...earlier] : earlier;
  return { webhookSigningKeySealed: entered, earlierKeysSealed: replaced.slice(0, earlierKept) };
}
