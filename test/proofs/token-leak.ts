/**
 * Calendly's answers, and what stands in our rows, may name any host: as next page, as resource, as redirect, in headers.
 * None but the pinned one is ever connected to, whatever way the host is written in, by the API's client or the OAuth one.
 */
import type { ServerResponse } from 'node:http';
import { type Calendly, inviteeIds, uuidOf } from '../../server/calendly/index.ts';
import type { Fields, Operation } from '../../server/calendly/operations/operation.ts';
import { listOperations } from '../../server/calendly/operations/table.ts';
import { Secret } from '../../server/secret.ts';
import { connectCalendly, json, startAnsweringServer } from '../support/answering-server.ts';
import { callByName } from '../support/every-call.ts';
import { createTally, type Tally } from './life/tally.ts';
import type { Proof } from './proof.ts';
import { type Catcher, hostsOf, startCatcher } from './token-leak/catcher.ts';

type Server = Awaited<ReturnType<typeof startAnsweringServer>>;

const at = '2026-11-24T09:00:00.000000Z';
const userUri = 'https://api.calendly.com/users/u1';
const caller = { accessToken: new Secret('at-canary'), clientId: 'c', userUri, purpose: 'live' as const };
const client = { clientId: 'c', clientSecret: new Secret('cs-canary') };
const operations = listOperations();

/** Every operation of the API, and everything else that the client sends secrets with. */
const calls: Record<string, (calendly: Calendly) => Promise<unknown>> = {
  ...Object.fromEntries(
    operations.map((each) => [each.name, (calendly: Calendly) => callIn(calendly, each)]),
  ),
  pass: (calendly) =>
    calendly.pass(caller, {
      method: 'GET',
      path: ['users', 'me'],
      query: new URLSearchParams(),
      json: undefined,
    }),
  'oauth.exchange': (calendly) =>
    calendly.oauth.exchange(client, {
      code: 'code-canary',
      verifier: new Secret('pkce-canary'),
      redirectUri: 'https://app.example.com/',
    }),
  'oauth.refresh': (calendly) => calendly.oauth.refresh(client, new Secret('rt-canary')),
  'oauth.introspect': (calendly) => calendly.oauth.introspect(client, new Secret('rt-canary')),
  'oauth.revoke': (calendly) => calendly.oauth.revoke(client, new Secret('rt-canary')),
};

/** With whatever it needs. */
function callIn(calendly: Calendly, each: { name: string; operation: Operation }): Promise<unknown> {
  const { path, query, body } = each.operation;
  const ids = (path.match(/\{/g) ?? []).map(() => 'x1');
  const secrets = { url: 'https://hooks.example.com/url-canary', signing_key: 'sk-canary' };
  const words = { ids, query: filled(query), body: { ...filled(body), ...secrets } };
  return callByName(calendly, caller, each, words);
}

const filled = (fields: Fields) => Object.fromEntries(Object.keys(fields).map((name) => [name, userUri]));

const scheduledEvent = (uri: string) => ({
  uri,
  name: 'Intro',
  status: 'active',
  start_time: at,
  end_time: at,
  created_at: at,
  updated_at: at,
});

export const proof: Proof = {
  name: 'token-leak',
  async run({ short, say }) {
    const tally = createTally();
    const catcher = await startCatcher();
    const server = await startAnsweringServer();
    // A program that heeded these would send everything there.
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy']) {
      process.env[name] = `http://127.0.0.1:${catcher.port}`;
    }
    const calendly = connectCalendly(server.address);
    try {
      const hosts = Object.entries(hostsOf(catcher.port, server.address));
      for (const [host, address] of hosts) {
        const statuses = short ? [302, 307] : [201, 300, 301, 302, 303, 305, 307, 308, 401, 407, 421];
        for (const status of statuses)
          await answerWithHeaders({ server, catcher, calendly, host, address, status }, tally);
        await answerWithPages({ server, catcher, calendly, host, address }, tally);
        await answerWithResources({ server, catcher, calendly, host, address }, tally);
        await askWithIds({ server, catcher, calendly, host, address }, tally);
      }
      tally.count('operations', operations.length);
      say(
        `${hosts.length} ways to write a host, ${Object.keys(calls).length} calls, of ${operations.length} operations`,
      );
      await notice(server, catcher, tally);
    } finally {
      await calendly.close();
      await server.stop();
      await catcher.stop();
    }
    return tally.result();
  },
};

interface Case {
  server: Server;
  catcher: Catcher;
  calendly: Calendly;
  host: string;
  address: string;
}

/** What the catcher saw while this was done, and what else is to be said against it. */
async function watch(
  { server, catcher }: Case,
  act: () => Promise<unknown>,
  expected: { sent: boolean },
): Promise<string[]> {
  const before = catcher.seen();
  await act().catch(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  const after = catcher.seen();
  const complaints: string[] = [];
  if (after.connections > before.connections) complaints.push('another host was called');
  if (after.secrets > before.secrets) complaints.push('and told a secret');
  const sent = server.asked.length > 0;
  if (sent !== expected.sent) complaints.push(sent ? 'something was sent' : 'nothing was asked at all');
  return complaints;
}

/** Redirects, and every header that some client follows. */
async function answerWithHeaders(one: Case & { status: number }, tally: Tally): Promise<void> {
  const { server, calendly, host, address, status } = one;
  const to = encodeURI(`${address}/users/me?page_token=x`).replaceAll('%09', '');
  for (const [name, call] of Object.entries(calls)) {
    server.answer((response: ServerResponse) => {
      response.writeHead(status, {
        location: to,
        'content-location': to,
        link: `<${to}>; rel="next"`,
        refresh: `0; url=${to}`,
        'alt-svc': `h1="127.0.0.1:${one.catcher.port}"`,
        'www-authenticate': `Bearer realm="${to}"`,
        'proxy-authenticate': `Basic realm="${to}"`,
        'content-type': 'application/json',
      });
      response.end('{}');
    });
    tally.judge(`${name}, ${status}, ${host}`, await watch(one, () => call(calendly), { sent: true }));
  }
  tally.count('redirects', Object.keys(calls).length);
}

/** The first page names the next one elsewhere; its token may be used, at the right place. */
async function answerWithPages(one: Case, tally: Tally): Promise<void> {
  const { server, calendly, host, address } = one;
  for (const each of operations.filter(({ operation }) => operation.answers.kind === 'pages')) {
    for (const withToken of [true, false]) {
      server.answer((response, asked) => {
        const first = !asked.url.searchParams.has('page_token');
        const next = `${address}${asked.url.pathname}?page_token=two`;
        const pagination = first ? { next_page: next, ...(withToken ? { next_page_token: 'two' } : {}) } : {};
        json(200, { collection: [], pagination })(response, asked);
      });
      const read = () => callIn(calendly, each);
      tally.judge(`next page of ${each.name}, ${host}`, await watch(one, read, { sent: true }));
      tally.count('pages');
    }
  }
  server.answer(json(200, { collection: [], pagination: { next_page_token: `${address}/x` } }));
  const page = () => calendly.scheduledEvents.page(caller, { user: userUri, pageToken: `${address}/y` });
  tally.judge(`a token that is an address, ${host}`, await watch(one, page, { sent: true }));
  tally.count('pages');
}

/** Resources whose URIs lie elsewhere, used as the service uses them: for their ids. */
async function answerWithResources(one: Case, tally: Tally): Promise<void> {
  const { server, calendly, host, address } = one;
  server.answer(json(200, { resource: scheduledEvent(`${address}/scheduled_events/e9`) }));
  const follow = async () => {
    const found = await calendly.scheduledEvents.get(caller, 'e1').catch(() => undefined);
    const uri = found?.uri ?? `${address}/scheduled_events/e9`;
    const uuid = uuidOf(uri, 'scheduledEvent');
    if (uuid) await calendly.scheduledEvents.get(caller, uuid);
    const ids = inviteeIds(`${uri}/invitees/i9`);
    if (ids) await calendly.scheduledEvents.invitee(caller, ids.eventUuid, ids.inviteeUuid);
  };
  tally.judge(`a resource, ${host}`, await watch(one, follow, { sent: true }));
  server.answer(json(200, { collection: [], pagination: {} }));
  const list = () =>
    calendly.scheduledEvents.page({ ...caller, userUri: address }, { user: `${address}/users/u1` });
  tally.judge(`a person, ${host}`, await watch(one, list, { sent: true }));
  tally.count('resources', 2);
}

/** What is no id leads nowhere: nothing is sent. */
async function askWithIds(one: Case, tally: Tally): Promise<void> {
  const { server, calendly, host, address } = one;
  server.answer(json(200, {}));
  const ids = [`${address}/x`, `@${address.split('/').at(-1)}`, `..${address.replace(/^[^/]*/, '')}`];
  for (const id of ids) {
    const get = () => calendly.webhookSubscriptions.get(caller, id);
    tally.judge(`an id, ${host}`, await watch(one, get, { sent: false }));
    tally.count('ids');
  }
}

/** The positive control: a client that follows what it reads is caught. */
async function notice(server: Server, catcher: Catcher, tally: Tally): Promise<void> {
  const before = catcher.seen();
  server.answer(
    json(200, {
      collection: [],
      pagination: { next_page: `http://127.0.0.1:${catcher.port}/?page_token=two` },
    }),
  );
  const headers = { authorization: `Bearer ${caller.accessToken.reveal()}` };
  const { pagination } = (await (await fetch(`${server.address}/x`, { headers })).json()) as {
    pagination: { next_page: string };
  };
  await (await fetch(pagination.next_page, { headers })).text();
  const after = catcher.seen();
  const noticed = after.connections > before.connections && after.secrets === before.secrets + 1;
  tally.judge('control', noticed ? [] : ['a client that follows addresses was not caught']);
}
