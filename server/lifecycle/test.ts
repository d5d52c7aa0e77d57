/**
 * Tries an account, or a connection, one thing after the other, and says of each how it went. Whatever Calendly
 * refuses is a line with the way out and ends nothing; what could not be tried after that says so.
 */
import type { TestLine, TestReport } from '../../sdk/types.ts';
import { type AccountRow, type Accounts, describeReason, isLive } from '../accounts/index.ts';
import {
  type Calendly,
  type Caller,
  isCalendlyError,
  missingScopes,
  type OAuthClient,
} from '../calendly/index.ts';
import type { Connections } from '../connections/index.ts';
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import { createProbe } from './probe.ts';
import {
  addressLeadsElsewhere,
  failed,
  failedBy,
  missingOfToken,
  missingPermission,
  noSubscription,
  notTried,
  passed,
  type Said,
  type Step,
  say,
  wrongClock,
} from './test-lines.ts';

export interface Test {
  /** Undefined when there is no such account. */
  account(tenantId: string, accountId: string): Promise<TestReport | undefined>;
  /** Whether Calendly takes a connection's client id and secret, which is noted. Undefined as above. */
  client(tenantId: string, connectionId: number): Promise<TestLine | undefined>;
  /** Its client id and secret, and the operator's own account where one is connected. Undefined as above. */
  connection(tenantId: string, connectionId: number): Promise<TestReport | undefined>;
}

/** Beyond this what Calendly signs counts as stale, and is asked for before it has an effect. */
const skewAtMostMs = 180_000;
const accountSteps: Step[] = ['calendly', 'permissions', 'subscription', 'address', 'delivery', 'clock'];

export function createTest(deps: {
  database: Database;
  connections: Connections;
  accounts: Accounts;
  subscriptions: Subscriptions;
  calendly: Calendly;
  how: 'webhook' | 'polling';
  /** By how many milliseconds our clock was ahead of Calendly's, when it last answered. */
  skewOf(): number | undefined;
}): Test {
  const { database, connections, accounts, subscriptions, calendly, how, skewOf } = deps;
  const probe = createProbe(deps);

  function read(tenantId: string, accountId: string) {
    return database.tenantTransaction(tenantId, async (tx) => {
      const account = await accounts.find(tx, accountId);
      const connection = account && (await connections.find(tx, account.connectionId));
      const described = (await subscriptions.subscriptionsOf(tx, [accountId])).get(accountId);
      const refused = connection?.refusedSince != null;
      return account && { account, wanted: connection?.scopes ?? [], refused, described };
    });
  }
  type Seen = NonNullable<Awaited<ReturnType<typeof read>>>;

  async function whyNoToken(tenantId: string, accountId: string, reason: string): Promise<Said> {
    if (reason === 'not_connected') return say('account_not_connected');
    const seen = await read(tenantId, accountId);
    if (reason === 'unavailable') return say(seen?.refused ? 'client_refused' : 'calendly_unreachable');
    return describeReason(seen?.account.reason ?? null) ?? say('account_not_connected');
  }

  /** Who the token speaks for. After a 401 once more, since the first brings a new token. */
  async function reach(
    tenantId: string,
    id: string,
    tries = 1,
  ): Promise<{ line: TestLine; caller?: Caller }> {
    const found = await accounts.caller(tenantId, id, 'live');
    if (!found.ok) return { line: failed('calendly', await whyNoToken(tenantId, id, found.reason)) };
    const { caller } = found;
    try {
      const { name, email, current_organization: organization } = await calendly.currentUser(caller);
      await probe(tenantId, id, caller, organization);
      return { line: passed('calendly', { name, email }), caller };
    } catch (error) {
      if (!isCalendlyError(error)) throw error;
      if (error.kind !== 'unauthorized') return { line: failedBy('calendly', error) };
      await accounts.refused(tenantId, id, caller);
      if (tries < 2) return reach(tenantId, id, tries + 1);
      return { line: failed('calendly', describeReason('access_refused')!) };
    }
  }

  async function lookAtSubscription(
    tenantId: string,
    { account, described }: Seen,
    caller: Caller,
  ): Promise<TestLine> {
    if (how === 'polling') return notTried('subscription', { how });
    try {
      const standing = await subscriptions.inspect({ tenantId, account }, caller);
      if (standing?.state === 'active' && standing.atOurAddress) {
        return passed('subscription', { state: standing.state, topics: standing.events });
      }
      const facts = { state: standing?.state ?? 'missing', ours: standing?.atOurAddress ?? false };
      return failed('subscription', described?.health.reasons[0] ?? noSubscription, facts);
    } catch (error) {
      if (!isCalendlyError(error)) throw error;
      return failedBy('subscription', error);
    }
  }

  /** From outside in, by the address that Calendly has. */
  async function address(tenantId: string, { account }: Seen): Promise<TestLine> {
    if (how === 'polling') return notTried('address', { how });
    const went = await subscriptions.roundTrip({ tenantId, account });
    if (!went) return notTried('address');
    if (went.ok) return passed('address');
    return failed('address', addressLeadsElsewhere, { status: went.status, error: went.error });
  }

  function delivery({ account, described }: Seen): TestLine {
    if (how === 'polling') return notTried('delivery', { how });
    const { keyInUse = null } = described?.facts ?? {};
    const facts = { keyInUse, lastDeliveryAt: account.lastDeliveryAt };
    return { step: 'delivery', outcome: keyInUse === null ? 'waiting' : 'passed', facts };
  }

  function clock(): TestLine {
    const skew = skewOf();
    if (skew === undefined) return notTried('clock');
    const facts = { aheadSeconds: Math.round(skew / 1000) };
    return Math.abs(skew) > skewAtMostMs ? failed('clock', wrongClock, facts) : passed('clock', facts);
  }

  async function tryAccount(tenantId: string, seen: Seen): Promise<TestLine[]> {
    if (!isLive(seen.account.state)) {
      const [first, ...others] = accountSteps;
      return [failed(first!, say('account_not_connected')), ...others.map((step) => notTried(step))];
    }
    const { line, caller } = await reach(tenantId, seen.account.id);
    const subscription = caller ? await lookAtSubscription(tenantId, seen, caller) : notTried('subscription');
    return [line, permissions(seen), subscription, await address(tenantId, seen), delivery(seen), clock()];
  }

  async function tryClient(tenantId: string, connectionId: number, client: OAuthClient): Promise<TestLine> {
    try {
      const accepted = await accounts.checkClient(client);
      await database.tenantTransaction(tenantId, (tx) =>
        accepted
          ? connections.noteAccepted(tx, tenantId, connectionId, accepted.secret)
          : connections.noteRefused(tx, tenantId, connectionId),
      );
      if (!accepted) return failed('client', say('client_refused'));
      return passed('client', { secret: accepted.which });
    } catch (error) {
      if (error instanceof Failure && error.code === 'tried_too_often') return notTried('client');
      if (!isCalendlyError(error)) throw error;
      return failedBy('client', error);
    }
  }

  return {
    async account(tenantId, accountId) {
      const seen = await read(tenantId, accountId);
      return seen && { lines: await tryAccount(tenantId, seen) };
    },

    async client(tenantId, connectionId) {
      const client = await database.tenantTransaction(tenantId, (tx) =>
        connections.openClient(tx, tenantId, connectionId),
      );
      return client && tryClient(tenantId, connectionId, client);
    },

    async connection(tenantId, connectionId) {
      const { client, own } = await database.tenantTransaction(tenantId, async (tx) => ({
        client: await connections.openClient(tx, tenantId, connectionId),
        own: await accounts.findOwn(tx, connectionId),
      }));
      if (!client) return undefined;
      const line = await tryClient(tenantId, connectionId, client);
      const seen = own && isLive(own.state) ? await read(tenantId, own.id) : undefined;
      const lines = seen ? await tryAccount(tenantId, seen) : accountSteps.map((step) => notTried(step));
      return { lines: [line, ...lines] };
    },
  };
}

function permissions({
  account: { grantedScopes: granted, personalToken },
  wanted,
}: {
  account: AccountRow;
  wanted: string[];
}): TestLine {
  const missing = missingScopes(granted, wanted);
  const facts = { granted, missing };
  const said = personalToken ? missingOfToken : missingPermission;
  if (missing.length > 0) return failed('permissions', said, facts);
  return passed('permissions', facts);
}
