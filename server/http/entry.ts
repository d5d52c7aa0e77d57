/**
 * What the audit log is told of a request, in the one place that every route passes: whatever writes, and whatever
 * tells much, leaves an entry in the transaction of its effect, or before it where it calls another machine.
 */
import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { AuditChange } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';
import type { Principal } from './principal.ts';
import { operationIdOf, type Route } from './route.ts';

/** One field that moved. */
export type Moved = AuditChange;

export interface Entry {
  who: { kind: 'member' | 'key' | 'command'; id: string | null; name: string };
  /** The operation's id in the description. */
  operation: string;
  summary: string;
  /** What it was done to: an id as it is on the wire; an end user only as `subjectOf` writes them. */
  subject: string | null;
  /** Where the request came from; null for a command. */
  address: string | null;
  changes: readonly Moved[];
}

/** Enters it, in the transaction of what was done. */
export type Enter = (tx: Tx, tenantId: string, entry: Entry) => Promise<void>;

export function leavesEntry({ method, access, reveals }: Route): boolean {
  return access !== 'public' && (method !== 'GET' || reveals === true);
}

export function entryOf(
  route: Route,
  { tenantId, caller }: Principal,
  request: FastifyRequest,
  changes: readonly Moved[],
): Entry {
  const { kind, id, name } = caller;
  return {
    who: { kind, id, name },
    operation: operationIdOf(route),
    summary: route.summary,
    subject: subjectOf(tenantId, request.params as Record<string, string>),
    address: request.ip,
    changes,
  };
}

/** The log outlives an end user who is erased, so it knows them by a hash: found by who knows the id, read by nobody. */
export function subjectOf(
  tenantId: string,
  { id, userId, '*': path }: Record<string, string>,
): string | null {
  if (userId === undefined)
    return (
      [id, path]
        .filter((part) => part !== undefined)
        .join('/')
        .slice(0, 200) || null
    );
  return `user:${hash('sha256', `${tenantId} ${userId}`).slice(0, 16)}`;
}
