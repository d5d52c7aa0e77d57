import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { createServer, listen } from '../http/index.ts';
import type { Log } from '../log.ts';
import { type IntakeDeps, registerIntake } from './intake.ts';

test('who breaks off in the middle is no fault of ours', async () => {
  const told = vi.fn<(level: string, code: string) => void>();
  const log = {
    debug: (_facts: object, code: string) => told('debug', code),
    error: (_facts: object, code: string) => told('error', code),
  } as unknown as Log;
  const app = await createServer({ log, secure: false, trustProxy: false });
  registerIntake(app, { findByToken: async () => undefined } as unknown as IntakeDeps);
  try {
    const { port } = new URL(await listen(app, { host: '127.0.0.1', port: 0 }));
    const caller = connect(Number(port), '127.0.0.1');
    const arrived = once(app.server, 'request');
    caller.write('POST /api/calendly/webhook/any HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{');
    await arrived;
    caller.resetAndDestroy();
    await vi.waitFor(() => expect(told).toHaveBeenCalledWith('debug', 'malformed_request'));
  } finally {
    await app.close();
  }
});
