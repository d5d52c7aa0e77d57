/** Where a database is and who asks. The one place that reads the password out of its address. */
import pg from 'pg';
import type { Secret } from '../secret.ts';

export type Address =
  | { connectionString: string }
  | { host: string; port: number; user: string; database: string };

export function addressOf(url: Secret): Address {
  return { connectionString: url.reveal() };
}

/** For people: without the password. */
export function describeAddress(address: Address): string {
  const { user, host, port, database } = new pg.Client(address);
  return `${user}@${host}:${port}/${database}`;
}
