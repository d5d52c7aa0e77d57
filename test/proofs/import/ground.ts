/** What a take-over happens on: a database of its own, and a place where Slotwire runs beside the older integration. */
import type { Connection } from '../../../sdk/types.ts';
import { connect as connectDatabase } from '../../../server/db/index.ts';
import { createTestDatabase, startTestServer } from '../../support/database.ts';
import type { Client, TestEmulator } from '../../support/emulator.ts';
import { openPlace } from '../restore/place.ts';

export async function openGround(emulator: TestEmulator) {
  const server = await startTestServer();
  const held = await createTestDatabase({ host: server.host });
  const administrator = await connectDatabase(held.administrator);
  await administrator.query('set search_path to slotwire, public');
  const databaseUrl = `postgresql:///${held.name}?user=${held.address.user}&host=${encodeURIComponent(server.host)}`;
  const place = await openPlace(emulator, databaseUrl);
  return {
    administrator,
    place,
    async serve(): Promise<void> {
      const refused = await place.serve();
      if (refused) throw new Error(`it did not start: ${refused}`);
    },
    /** The older integration's own application, as a connection of Slotwire. */
    async addConnection(client: Client): Promise<Connection> {
      const { status, body } = await place.operator.post<Connection>('/api/v1/connections', {
        type: 'calendly',
        name: 'Older',
        clientId: client.client_id,
        clientSecret: client.client_secret,
      });
      if (status !== 201) throw new Error(`the connection was answered ${status}`);
      return body;
    },
    async close(): Promise<void> {
      await place.close();
      await administrator.end();
      await held.dispose();
      await server.stop();
    },
  };
}
