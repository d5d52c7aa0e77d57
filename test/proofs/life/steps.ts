/**
 * Stands on both wires of a process, to the database and to Calendly, and counts what passes. The process can be
 * killed at any count: what was passing then is lost, as when a machine dies between two packets.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Steps {
  emulatorUrl: string;
  /** Folder of a socket that leads to the database. */
  databaseHost: string;
  /** From now on counts, and calls `kill` at step `at`. */
  arm(at: number, kill: () => void): void;
  /** Stops counting. How many steps passed, and what the killed one was. */
  disarm(): { passed: number; killedAt: string | undefined };
  close(): Promise<void>;
}

export async function standBetween(real: { emulatorUrl: string; databaseHost: string }): Promise<Steps> {
  const folder = await mkdtemp(join(tmpdir(), 'slotwire-steps-'));
  const sockets = new Set<Socket>();
  let armed: { at: number; kill: () => void } | undefined;
  let passed = 0;
  let killedAt: string | undefined;

  function pass(chunk: Buffer, to: Socket, label: string): void {
    if (armed) {
      passed++;
      if (passed === armed.at) {
        killedAt = label;
        armed.kill();
      }
      if (killedAt !== undefined) return;
    }
    to.write(chunk);
  }

  function serve(open: () => Socket, name: string): Server {
    return createServer((near) => {
      const far = open();
      let asked = name;
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.on('data', (chunk) => {
        asked = /^[A-Z]+ \S+/.exec(chunk.toString('latin1', 0, 200))?.[0] ?? name;
        pass(chunk, far, `→ ${asked}`);
      });
      far.on('data', (chunk) => pass(chunk, near, `← ${asked}`));
    });
  }

  const target = new URL(real.emulatorUrl);
  const toEmulator = serve(() => connect(Number(target.port), target.hostname), 'calendly');
  const toDatabase = serve(() => connect(join(real.databaseHost, '.s.PGSQL.5432')), 'database');
  const port = await new Promise<number>((resolve) => {
    toEmulator.listen(0, '127.0.0.1', () => resolve((toEmulator.address() as { port: number }).port));
  });
  await new Promise<void>((resolve) => toDatabase.listen(join(folder, '.s.PGSQL.5432'), resolve));

  return {
    emulatorUrl: `http://127.0.0.1:${port}`,
    databaseHost: folder,
    arm(at, kill) {
      armed = { at, kill };
      passed = 0;
      killedAt = undefined;
    },
    disarm() {
      armed = undefined;
      return { passed, killedAt };
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      for (const server of [toEmulator, toDatabase]) await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
