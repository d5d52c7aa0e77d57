/** A host that nobody should ever call: it listens on every address of this machine and counts whoever comes. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Catcher = Awaited<ReturnType<typeof startCatcher>>;

export async function startCatcher() {
  let connections = 0;
  const secrets: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const all = `${request.url} ${JSON.stringify(request.headers)} ${body}`;
    if (/-canary/.test(all) || request.headers.authorization) secrets.push(all.slice(0, 200));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"collection":[],"pagination":{}}');
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    seen: () => ({ connections, secrets: secrets.length }),
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Ways to write that host, each of which some reader of addresses takes for it; `pinned` is where calls belong. */
export function hostsOf(port: number, pinned: string): Record<string, string> {
  const { host: allowed } = new URL(pinned);
  return {
    plain: `http://127.0.0.1:${port}`,
    'by name': `http://localhost:${port}`,
    'another address of the same machine': `http://127.0.0.2:${port}`,
    'version 6': `http://[::1]:${port}`,
    'version 4 in version 6': `http://[::ffff:127.0.0.1]:${port}`,
    'one number': `http://2130706433:${port}`,
    hexadecimal: `http://0x7f.1:${port}`,
    octal: `http://0177.0.0.1:${port}`,
    'ideographic full stops': `http://127。0。0。1:${port}`,
    'fullwidth letters': `http://ｌｏｃａｌｈｏｓｔ:${port}`,
    'an encoded dot': `http://127%2E0.0.1:${port}`,
    'a name and a password': `http://mara:secret@127.0.0.1:${port}`,
    'the right host as a name': `http://${allowed}@127.0.0.1:${port}`,
    'the right host as name and password': `http://api.calendly.com:443@127.0.0.1:${port}`,
    'no scheme': `//127.0.0.1:${port}`,
    backslashes: `http:\\\\127.0.0.1:${port}`,
    'a capital scheme': `HTTP://127.0.0.1:${port}`,
    'blanks around': ` http://127.0.0.1:${port}`,
    'a tab within': `ht\ttp://127.0.0.1:${port}`,
  };
}
