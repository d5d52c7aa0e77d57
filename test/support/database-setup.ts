/** Starts the one server of a vitest run, and stops it after. */
import { serverVariable, startTestServer } from './database.ts';

export default async function setup(): Promise<() => Promise<void>> {
  const server = await startTestServer();
  process.env[serverVariable] = server.host;
  return server.stop;
}
