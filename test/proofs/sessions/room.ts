/** Where sessions are tried: the service in its own process, its owner, and members who come and go. */
import type { AuditEntry, InvitedMember, Page, Role, Session } from '../../../sdk/types.ts';
import { clockFrom, systemClock } from '../../../server/clock.ts';
import { createTestDatabase, startTestServer } from '../../support/database.ts';
import { startEmulator } from '../../support/emulator.ts';
import { createHeart } from '../../support/heart.ts';
import { testKeys } from '../../support/keys.ts';
import { startServiceProcess } from '../../support/service-process.ts';
import { until } from '../../support/until.ts';
import { createVisitor, type Visitor } from '../../support/visitor.ts';

/** One case; in words why it fell. */
export type Count = (kind: string, fallen?: string) => void;

export interface Member {
  id: string;
  /** The secret of a link that is good once. */
  link(): Promise<string>;
  /** Another browser of theirs. */
  browser(): Promise<Visitor>;
}

export interface Room {
  url: string;
  count: Count;
  /** An owner who is signed in whatever the time is. */
  owner(): Promise<Visitor>;
  nobody: Visitor;
  invite(role: Role): Promise<Member>;
  /** Moves the clock, and waits until the service follows. */
  advance(seconds: number): Promise<void>;
  entries(operation?: string): Promise<AuditEntry[]>;
  stop(): Promise<void>;
}

export const sessionPath = '/api/v1/session';

export async function isIn(browser: Visitor): Promise<boolean> {
  return (await browser.get(sessionPath)).status === 200;
}

export async function openRoom(count: Count): Promise<Room> {
  const server = await startTestServer();
  const held = await createTestDatabase({ host: server.host });
  const emulator = await startEmulator();
  const service = await startServiceProcess({
    address: held.address,
    emulatorUrl: emulator.url,
    // Of which a fiftieth may be wrong keys and links of one address.
    requestsPerMinute: 5000,
  });
  const { url } = service;
  let ahead = 0;
  const now = () => systemClock.now() + ahead * 1000;
  const clock = clockFrom(now);
  const { tenants, team } = await createHeart({ database: held.database, keys: testKeys, clock });
  const { id: tenantId } = await tenants.ensure({
    slug: 'demo',
    name: 'Demo',
    environment: 'production',
    demo: null,
    owner: { name: 'Mara Lind', email: 'mara@example.com' },
  });
  let signedIn: { visitor: Visitor; expiresAt: number } | undefined;
  let made = 0;

  async function owner(): Promise<Visitor> {
    if (signedIn && (await isIn(signedIn.visitor))) return signedIn.visitor;
    const visitor = createVisitor(url);
    const { status, body } = await visitor.signIn(await team.createLink(tenantId));
    if (status !== 201) throw new Error(`the owner could not sign in: ${JSON.stringify(body)}`);
    signedIn = { visitor, expiresAt: Date.parse(body.expiresAt) };
    return visitor;
  }

  return {
    url,
    count,
    owner,
    nobody: createVisitor(url),
    async invite(role) {
      const wanted = { name: `Member ${++made}`, email: `member-${made}@example.com`, role };
      const { body } = await (await owner()).post<InvitedMember>('/api/v1/members', wanted);
      let first: string | undefined = body.link.url;
      const link = async () => {
        const again = async () =>
          (await (await owner()).post<{ url: string }>(`/api/v1/members/${body.id}/link`)).body.url;
        const address = first ?? (await again());
        first = undefined;
        return new URL(address).hash.slice(1);
      };
      return {
        id: body.id,
        link,
        async browser() {
          const visitor = createVisitor(url);
          const { status } = await visitor.signIn(await link());
          if (status !== 201) throw new Error(`a member could not sign in: ${status}`);
          return visitor;
        },
      };
    },
    async advance(seconds) {
      await owner();
      const before = signedIn!.expiresAt;
      await emulator.send('POST', '/clock', { advanceSeconds: seconds });
      ahead += seconds;
      await until('that the service follows the clock', async () => {
        const visitor = createVisitor(url);
        const { body } = await visitor.signIn(await team.createLink(tenantId));
        signedIn = { visitor, expiresAt: Date.parse((body as Session).expiresAt) };
        return signedIn.expiresAt >= before + seconds * 1000;
      });
    },
    async entries(operation) {
      const path = `/api/v1/audit?limit=100${operation === undefined ? '' : `&operation=${operation}`}`;
      return (await (await owner()).get<Page<AuditEntry>>(path)).body.items;
    },
    async stop() {
      await service.stop();
      await emulator.close();
      await held.dispose();
      await server.stop();
    },
  };
}
