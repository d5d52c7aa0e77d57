/**
 * The OAuth applications a tenant registered with us. Their secrets are sealed on arrival and opened only
 * for a call to Calendly; that Calendly refuses one is a fact of the connection, never of its accounts.
 */
import type { ConnectionChanges, NewConnection } from '../../sdk/types.ts';
import { type OAuthClient, presets, resolveScopes } from '../calendly/index.ts';
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
  openClient(tx: Tx, tenantId: string, id: number): Promise<OAuthClient | undefined>;
  /** Calendly refuses its client id together with every secret that there is. */
  noteRefused(tx: Tx, tenantId: string, id: number): Promise<void>;
  /** Calendly took this secret, as it was opened; the next one becomes the one in use by that. */
  noteAccepted(tx: Tx, tenantId: string, id: number, secret: Secret | undefined): Promise<void>;
}

export function createConnections(deps: {
  clock: Clock;
  vault: Vault;
  append: AppendChange;
  enqueue: Enqueue;
}): Connections {
  const { clock, vault, append, enqueue } = deps;

  /** What each opened next secret was sealed as. */
  const nextOf = new WeakMap<Secret, Buffer>();

  function place(tenantId: string, id: number, column: Column) {
    return { tenantId, table: 'connections', row: String(id), column };
  }

  function seal(tenantId: string, id: number, column: Column, text: string) {
    return vault.seal(new Secret(text), place(tenantId, id, column));
  }

  /** As it was sent: text is sealed, `null` takes away, what was not sent stays as it is. */
  function sealed(
    tenantId: string,
    id: number,
    column: Column,
    sent: string | null | undefined,
    held: Buffer | null,
  ): Buffer | null {
    return sent === undefined ? held : sent === null ? null : seal(tenantId, id, column, sent);
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
      const { webhookSigningKey, nextClientSecret, environment, scopes } = options ?? {};
      const inserted = await store.insertConnection(tx, tenantId, {
        id,
        name,
        clientId,
        clientSecretSealed: seal(tenantId, id, 'client_secret', clientSecret),
        webhookSigningKeySealed: sealed(tenantId, id, 'webhook_signing_key', webhookSigningKey, null),
        nextSecretSealed: sealed(tenantId, id, 'next_secret', nextClientSecret, null),
        scopes: scopes ? resolveScopes(scopes).scopes : [...presets.webhooks],
        environment: environment ?? null,
        configured: false,
        createdAt: clock.iso(),
      });
      if (!inserted) return { ok: false, reason: 'connection_id_taken' };
      tell(tx, tenantId, id, 'created', { name });
      return { ok: true, id };
    },

    list: (tx, page) => store.listConnections(tx, page ?? { after: 0, limit: null }),
    find: (tx, id) => store.findConnection(tx, id),

    async change(tx, tenantId, id, changes) {
      const { name, clientId, clientSecret, options } = changes;
      const row = await store.findConnection(tx, id, true);
      if (!row) return false;
      const { webhookSigningKey: key, nextClientSecret: next, environment, scopes } = options ?? {};
      const otherApplication = clientId !== undefined && clientId !== row.clientId;
      const credentials = otherApplication || clientSecret !== undefined || next !== undefined;
      await store.updateConnection(tx, {
        ...row,
        name: name ?? row.name,
        clientId: clientId ?? row.clientId,
        clientSecretSealed:
          clientSecret === undefined
            ? row.clientSecretSealed
            : seal(tenantId, id, 'client_secret', clientSecret),
        ...keysAfter(row, key && seal(tenantId, id, 'webhook_signing_key', key)),
        // The next secret was another application's.
        nextSecretSealed: sealed(
          tenantId,
          id,
          'next_secret',
          next,
          otherApplication ? null : row.nextSecretSealed,
        ),
        scopes: scopes ? resolveScopes(scopes).scopes : row.scopes,
        environment: environment === undefined ? row.environment : environment,
        refusedSince: credentials ? null : row.refusedSince,
        updatedAt: clock.iso(),
      });
      if (key) {
        await enqueue(tx, 'deliveries.verify', { tenantId, key: String(id), payload: { connectionId: id } });
      }
      tell(tx, tenantId, id, 'updated', { name: name ?? row.name, changed: whatChanges(changes) });
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
      const clientSecret = vault.open(row.clientSecretSealed, place(tenantId, id, 'client_secret'));
      const client = { clientId: row.clientId, clientSecret };
      if (!row.nextSecretSealed) return client;
      const nextSecret = vault.open(row.nextSecretSealed, place(tenantId, id, 'next_secret'));
      nextOf.set(nextSecret, row.nextSecretSealed);
      return { ...client, nextSecret };
    },

    async noteRefused(tx, tenantId, id) {
      const row = await store.findConnection(tx, id, true);
      if (!row || row.refusedSince !== null) return;
      await store.updateConnection(tx, { ...row, refusedSince: clock.iso() });
      tell(tx, tenantId, id, 'updated', { name: row.name, refused: true }, 'system');
    },

    async noteAccepted(tx, tenantId, id, secret) {
      const row = await store.findConnection(tx, id, true);
      if (!row) return;
      const next = secret && nextOf.get(secret);
      if (next !== undefined && row.nextSecretSealed?.equals(next)) {
        const clientSecretSealed = vault.seal(secret!, place(tenantId, id, 'client_secret'));
        const updatedAt = clock.iso();
        const inUse = { clientSecretSealed, nextSecretSealed: null, refusedSince: null, updatedAt };
        await store.updateConnection(tx, { ...row, ...inUse });
        tell(tx, tenantId, id, 'updated', { name: row.name, nextSecretInUse: true }, 'system');
      } else if (row.refusedSince !== null) {
        await store.updateConnection(tx, { ...row, refusedSince: null });
        tell(tx, tenantId, id, 'updated', { name: row.name, refused: false }, 'system');
      }
    },
  };
}

const words = {
  name: 'name',
  clientId: 'Client ID',
  clientSecret: 'Client secret',
  nextClientSecret: 'next Client secret',
  webhookSigningKey: 'Webhook signing key',
  scopes: 'permissions',
  environment: 'environment',
};

/** What was sent, without what it is. */
function whatChanges({ options, ...changes }: ConnectionChanges): string[] {
  const sent = Object.entries({ ...changes, ...options }).filter(([, value]) => value !== undefined);
  return sent.map(([key]) => words[key as keyof typeof words]);
}

type Column = 'client_secret' | 'next_secret' | 'webhook_signing_key';

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
