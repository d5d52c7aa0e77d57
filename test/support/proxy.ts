/**
 * A reverse proxy as far as live pages meet one. Like nginx it holds an answer back until it is whole, unless the answer
 * says `X-Accel-Buffering: no`; a `deaf` one does so whatever the answer says, for ever where it never ends.
 */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Between {
  url: string;
  close(): void;
}

export async function startProxy(target: string, { deaf }: { deaf: boolean }): Promise<Between> {
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname, port, method, path, headers }, (answer) => {
      const { 'x-accel-buffering': buffering, ...rest } = answer.headers;
      outgoing.writeHead(answer.statusCode!, rest);
      if (buffering === 'no' && !deaf) {
        outgoing.flushHeaders();
        answer.pipe(outgoing);
        return;
      }
      const held: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => held.push(chunk));
      answer.on('end', () => outgoing.end(Buffer.concat(held)));
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
