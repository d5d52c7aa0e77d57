/** One connection for setting up and looking after a database; what keeps it from opening is said in words. */
import pg from 'pg';
import { Failure } from '../errors.ts';
import { type Address, describeAddress } from './address.ts';
import { valueTypes } from './values.ts';

const connectMs = 5000;

/** @throws Failure `database_refused` that says where and why, without the password. */
export async function connect(address: Address): Promise<pg.Client> {
  const client = new pg.Client({
    ...address,
    application_name: 'slotwire setup',
    connectionTimeoutMillis: connectMs,
    types: valueTypes,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (cause) {
    await client.end().catch(() => undefined);
    throw new Failure('database_refused', {
      detail: `${describeAddress(address)} cannot be connected to: ${reason(cause)}. Check DATABASE_URL, and that PostgreSQL runs there.`,
      cause,
    });
  }
}

/** Attempts at several addresses of one name fail together, with an empty message of their own. */
function reason(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reason).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
}
