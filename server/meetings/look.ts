/**
 * Looks at Calendly for one scheduled event and its invitees. Looks are numbered as they begin and only the latest
 * counts, so that it settles what deliveries and lists could not. No transaction is open while Calendly is asked.
 */
import type { Accounts } from '../accounts/index.ts';
import {
  type Calendly,
  type Caller,
  type Invitee,
  inviteeIds,
  isCalendlyError,
  uuidOf,
} from '../calendly/index.ts';
import type { Database, Tx } from '../db/index.ts';
import { done, giveUp, type Outcome, retry, snooze } from '../jobs/index.ts';
import type { Cause } from './advance.ts';
import type { Applied, Apply } from './apply.ts';
import type { Picture } from './facts.ts';
import { observeEvent, observeGone } from './observe.ts';
import * as store from './store.ts';

export interface Looked {
  tenantId: string;
  accountId: string;
  eventUuid: string;
  cause: Cause;
  /** It was missing where it should have been listed: when Calendly does not know it either, or others host it, it is gone. */
  missed?: boolean;
  /** Somebody unknown named the event: it is asked for within their share, and counts only when the account's user hosts it. */
  doubt?: true;
}

/** `and` runs in the transaction that applies what was seen; undefined: Calendly has no such event for the account. */
export type Look = (
  at: Looked,
  and?: (tx: Tx, applied: Applied | undefined) => Promise<void>,
) => Promise<Outcome>;

export function createLook(deps: {
  database: Database;
  accounts: Pick<Accounts, 'caller' | 'refused' | 'whose'>;
  calendly: Calendly;
  apply: Apply;
}): Look {
  const { database, accounts, apply } = deps;

  async function settle(
    { tenantId, accountId, eventUuid, cause, missed = false }: Looked,
    fence: number,
    seen: Picture | undefined,
    and: Parameters<Look>[1],
  ): Promise<Outcome> {
    return database.tenantTransaction(tenantId, async (tx) => {
      const whose = await accounts.whose(tx, accountId);
      if (!whose) return giveUp('the account is gone');
      // Before any row, as all do who apply.
      await store.lock(tx, [accountId]);
      if (await store.isOvertaken(tx, accountId, eventUuid, fence)) return snooze(0);
      const picture = seen ?? (missed ? await observeMissed(tx, accountId, eventUuid, fence) : undefined);
      const told = picture && { account: { ...whose, tenantId }, tellings: [{ picture, cause }] };
      const [[applied] = []] = told ? await apply(tx, [told]) : [];
      await and?.(tx, applied);
      return done();
    });
  }

  return async (at, and) => {
    const { tenantId, accountId, eventUuid } = at;
    const found = await accounts.caller(tenantId, accountId, at.doubt ? 'doubt' : 'repair');
    if (!found.ok) return found.reason === 'unavailable' ? retry(found.reason) : giveUp(found.reason);
    const fence = await database.tenantTransaction(tenantId, (tx) =>
      store.beginLook(tx, accountId, eventUuid),
    );
    try {
      const picture = await readEvent(deps.calendly, found.caller, eventUuid, fence);
      const hosts = hostsOf(picture);
      const hosted = hosts.includes(uuidOf(found.caller.userUri, 'user'));
      // Whoever administers an organization is shown what others host, which is as good as nothing.
      const counts = hosted || (hosts.length === 0 && !at.doubt);
      return await settle(at, fence, counts ? picture : undefined, and);
    } catch (error) {
      if (isCalendlyError(error, 'not_found', 'forbidden')) return settle(at, fence, undefined, and);
      if (isCalendlyError(error, 'unauthorized')) await accounts.refused(tenantId, accountId, found.caller);
      return outcomeOf(error);
    }
  };
}

async function observeMissed(
  tx: Tx,
  accountId: string,
  eventUuid: string,
  fence: number,
): Promise<Picture | undefined> {
  const events = await store.loadEvents(tx, new Map([[accountId, [eventUuid]]]));
  const held = events.get(accountId)!.get(eventUuid);
  return held && observeGone(eventUuid, held, fence);
}

async function readEvent(
  calendly: Calendly,
  caller: Caller,
  eventUuid: string,
  fence: number,
): Promise<Picture> {
  const resource = await calendly.scheduledEvents.get(caller, eventUuid);
  return observeEvent(resource, await readInvitees(calendly, caller, eventUuid), fence);
}

function hostsOf({ events }: Picture): (string | undefined)[] {
  return [...events.values()].flatMap(({ details }) =>
    details.value.hosts.map(({ user }) => uuidOf(user, 'user')),
  );
}

export async function readInvitees(
  calendly: Calendly,
  caller: Caller,
  eventUuid: string,
): Promise<Invitee[]> {
  const invitees: Invitee[] = [];
  for await (const invitee of calendly.scheduledEvents.invitees(caller, eventUuid)) invitees.push(invitee);
  return invitees;
}

/** How work ends that failed at Calendly. @throws what is no answer of Calendly's */
export function outcomeOf(error: unknown): Outcome {
  if (!isCalendlyError(error)) throw error;
  if (error.kind === 'limited') return snooze(error.facts.retryAfterMs ?? 60_000);
  if (error.kind === 'missing_scope') return giveUp(error.message);
  return retry(error.message);
}

const patienceMs = 2000;
const restMs = 30_000;

/** Reads the older ends of chains, each back to its beginning, as far as that goes within two seconds. */
export type ReadOlder = (
  at: { tenantId: string; accountId: string },
  inviteeUris: readonly string[],
) => Promise<ReadonlyMap<string, Picture[]>>;

export function createReadOlder(deps: {
  accounts: Pick<Accounts, 'caller'>;
  calendly: Calendly;
  now: () => number;
}): ReadOlder {
  let restUntil = 0;

  async function walk(caller: Caller, uri: string, into: Picture[]): Promise<void> {
    for (let next: string | null | undefined = uri; next; ) {
      const ids = inviteeIds(next)!;
      const invitee = await deps.calendly.scheduledEvents.invitee(caller, ids.eventUuid, ids.inviteeUuid);
      const resource = await deps.calendly.scheduledEvents.get(caller, ids.eventUuid);
      into.push(observeEvent(resource, [invitee], 0));
      next = invitee.old_invitee;
    }
  }

  return async ({ tenantId, accountId }, inviteeUris) => {
    const read = new Map<string, Picture[]>();
    if (deps.now() < restUntil) return read;
    const all = async () => {
      const found = await deps.accounts.caller(tenantId, accountId, 'live');
      if (!found.ok) return;
      for (const uri of inviteeUris) {
        const pictures: Picture[] = [];
        read.set(uri, pictures);
        await walk(found.caller, uri, pictures);
      }
    };
    const tooLong = Promise.withResolvers<void>();
    const timer = setTimeout(() => tooLong.reject(new Error('Calendly is slow')), patienceMs);
    await Promise.race([all(), tooLong.promise]).catch((error) => {
      // Nobody waits again while Calendly is down; a chain that it does not know is no reason.
      if (!isCalendlyError(error, 'not_found', 'forbidden')) restUntil = deps.now() + restMs;
    });
    clearTimeout(timer);
    return read;
  };
}
