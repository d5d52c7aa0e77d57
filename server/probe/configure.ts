/** The configuration that follows from what was found: pure. It holds names of variables, never a secret. */
import type { Finding } from './judge.ts';

export interface Configured {
  /** A whole configuration file. */
  file: object;
  /** What of it follows from the findings, in words; empty: nothing. */
  settings: string[];
}

interface Connection {
  id?: unknown;
  options?: Record<string, unknown>;
  [key: string]: unknown;
}

/**
 * `existing`: the file as it is, undefined where there is none; every other setting of it stays. `connectionId`: the
 * connection that is meant; 1 in a new file.
 */
export function configure(
  existing: { tenant?: unknown; connections?: unknown } | undefined,
  of: { tenant: string; connectionId: number },
  findings: readonly Finding[],
): Configured {
  const key = findings.some(({ name, value }) => name === 'oauth_signing_key' && value === 'application');
  const file = existing ?? { tenant: of.tenant, connections: [] };
  const before = Array.isArray(file.connections) ? (file.connections as Connection[]) : [];
  const there = before.some(({ id }) => id === of.connectionId);
  const all = there ? before : [...before, newConnection(of.connectionId)];
  const connections = all.map((one) =>
    one.id === of.connectionId && key && one.options?.webhookSigningKey === undefined
      ? { ...one, options: { ...one.options, webhookSigningKey: '$env.CALENDLY_SIGNING_KEY' } }
      : one,
  );
  return {
    file: { ...file, connections },
    settings: key
      ? [
          '`options.webhookSigningKey` of the connection: the variable CALENDLY_SIGNING_KEY, which holds the application’s webhook signing key',
        ]
      : [],
  };
}

function newConnection(id: number): Connection {
  return {
    type: 'calendly',
    id,
    name: 'Calendly',
    clientId: '$env.CALENDLY_CLIENT_ID',
    clientSecret: '$env.CALENDLY_CLIENT_SECRET',
    options: { scopes: ['webhooks'] },
  };
}
