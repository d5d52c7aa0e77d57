import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { listen } from './listen.ts';

test('an address that cannot be had is told with what to change', async () => {
  const first = fastify();
  const second = fastify();
  try {
    const port = Number(new URL(await listen(first, { host: '127.0.0.1', port: 0 })).port);
    await expect(listen(second, { host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'port_taken' });
    await expect(listen(second, { host: '192.0.2.1', port })).rejects.toMatchObject({
      code: 'wrong_configuration',
    });
  } finally {
    await first.close();
    await second.close();
  }
});
