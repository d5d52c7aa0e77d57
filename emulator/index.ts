/**
 * Calendly, rebuilt from its documentation, for one machine: OAuth, REST, signed deliveries, pages for people, and
 * a control interface. Imports nothing of the rest of the project. This file puts the parts together.
 */
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FastifyInstance, fastify } from 'fastify';
import { createAccess } from './access.ts';
import { createActivityLog } from './activity-log.ts';
import { broken, notFound } from './answers.ts';
import { createAuthorize } from './authorize.ts';
import { addLenientParser, readQuery } from './body.ts';
import { createBookings } from './bookings.ts';
import { createCallbacks } from './callbacks.ts';
import { type Clock, createMovableClock } from './clock.ts';
import { createCommunications } from './communications.ts';
import { registerConsole } from './console/index.ts';
import { addControlRoutes, createControls } from './control/index.ts';
import { createCourier } from './courier.ts';
import { createDoor } from './door.ts';
import { createEdge, send } from './edge.ts';
import { createFaults } from './faults.ts';
import { createForms } from './forms.ts';
import { createIds } from './ids.ts';
import { createLimits } from './limits.ts';
import { createModes } from './modes.ts';
import { createOAuth } from './oauth.ts';
import { registerPages } from './pages/index.ts';
import { createPersonalTokens } from './personal-tokens.ts';
import { addApiRoutes, createOperations } from './routes/index.ts';
import { addOAuthRoutes, oauthOperations } from './routes/oauth.ts';
import { seedCompany } from './seed.ts';
import type { SeedPlan } from './seed-file.ts';
import { seedPlan } from './seed-plan.ts';
import { createSnapshots } from './snapshots.ts';
import { createState } from './state.ts';
import { openStore } from './store.ts';
import { createUris } from './uris.ts';
import { createWebhooks } from './webhooks.ts';
import { createWire } from './wire.ts';

export interface EmulatorOptions {
  /** A file that keeps everything over restarts; in memory without one. */
  file?: string;
  /** Where browsers reach the pages; without one, where it listens. */
  publicUrl?: string;
  /** Which company an empty emulator begins with: invented from a number, or as a file says. */
  seed?: number | SeedPlan;
  /** The machine's time, which the movable clock starts from. */
  now?: () => number;
  /** What resource URIs begin with. */
  apiPrefix?: string;
  /** Listen beyond this machine, for the pages and Calendly's interfaces. */
  beyond?: boolean;
  /** As that, control interface and console and all. */
  allowRemote?: boolean;
}

export interface Emulator {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** @returns the url. Port 0 takes a free one. */
  listen(host?: string, port?: number): Promise<string>;
  close(): Promise<void>;
}

export function createEmulator(options: EmulatorOptions = {}): Emulator {
  let url = options.publicUrl ?? '';
  const publicUrl = () => options.publicUrl ?? url;
  const store = openStore(options.file ?? ':memory:');
  const state = createState(store);
  const clock = createMovableClock({
    machine: options.now ?? Date.now,
    offset: Number(store.setting('clock.offset') ?? 0),
    keep: (offset) => store.keepSetting('clock.offset', String(offset)),
  });
  const ids = createIds();
  const modes = createModes(store);
  const callbacks = createCallbacks(store);
  const faults = createFaults({ store, ids, clock });
  const limits = createLimits(clock);
  const uris = createUris(options.apiPrefix ?? 'https://api.calendly.com', publicUrl);
  const wire = createWire({ state, uris, clock });
  const courier = createCourier({ state, store, clock, faults, modes, callbacks });
  const webhooks = createWebhooks({ state, store, wire, clock, ids, faults, wake: courier.wake });
  const communications = createCommunications({ state, clock, ids });
  const bookings = createBookings({
    state,
    clock,
    ids,
    announce: (topic, invitee, event) => {
      const audience = { organizationId: event.organizationId, userIds: event.hostIds };
      webhooks.announce(topic, audience, () => wire.inviteePayload(invitee, event));
      communications.note(topic, invitee, event);
    },
    joinsMoveEvent: () => modes.get('event_updated_at') === 'moves',
    canceledFirst: () => {
      const order = modes.get('reschedule_order');
      return order === 'random' ? ids.hex(1) < '80' : order === 'canceled_first';
    },
  });
  const authorize = createAuthorize({ state, clock, ids, modes, callbacks });
  const oauth = createOAuth({ state, clock, ids, modes, limits, uris, webhooks });
  const personalTokens = createPersonalTokens({ state, clock, ids, modes, webhooks });
  const access = createAccess({ state, clock });
  const edge = createEdge({ faults, clock, sleep: (milliseconds) => sleep(milliseconds) });
  const log = createActivityLog({ state, clock, ids });
  const forms = createForms({ state, clock, ids, webhooks, wire });
  const parts = {
    state,
    callbacks,
    forms,
    log,
    store,
    wire,
    uris,
    clock,
    ids,
    modes,
    limits,
    bookings,
    webhooks,
    authorize,
    oauth,
    personalTokens,
    edge,
    faults,
    courier,
  };

  function seed(from: number | SeedPlan): void {
    if (typeof from === 'number') seedCompany({ state, now: clock.now(), seed: from });
    else {
      seedPlan({ state, now: clock.now(), plan: from });
      for (const [name, value] of Object.entries(from.modes)) modes.set(name, value);
      callbacks.map(from.callbacks);
    }
  }
  const firstSeed = options.seed ?? 1;
  if (state.organizations.where('true limit 1').length === 0) seed(firstSeed);

  function reset(from: number | undefined): void {
    store.empty();
    limits.clear();
    edge.clear();
    clock.setOffset(0);
    seed(from ?? firstSeed);
  }

  /** Remembers everything as it is now; what it answers brings it back. */
  function copy(): () => void {
    const bringBack = store.copy();
    return () => {
      bringBack();
      limits.clear();
      clock.setOffset(Number(store.setting('clock.offset') ?? 0));
      courier.wake();
    };
  }

  const app = createServer(clock);
  addOAuthRoutes(app, { oauth, edge });
  const operations = createOperations(parts);
  addApiRoutes(app, operations, { ...parts, access });
  const door = createDoor({ state, clock, faults, bookings, authorize, forms, publicUrl });
  registerPages(app, door);
  const controlled = {
    ...parts,
    operations: [...oauthOperations, ...operations.map(({ name }) => name)],
    reset,
    snapshots: createSnapshots({ clock, copy }),
  };
  const controls = createControls(controlled);
  const allowRemote = options.allowRemote ?? false;
  addControlRoutes(app, controls, allowRemote);
  registerConsole(app, { ...controlled, door }, controls, allowRemote);

  return {
    get url() {
      return url;
    },
    async listen(host = '127.0.0.1', port = 0) {
      if (!options.allowRemote && !options.beyond && !/^(localhost|127(\.\d+){3}|::1)$/.test(host))
        throw Object.assign(
          new Error(
            `The emulator listens on this machine only, not on ${host}, unless it is asked to by --host.`,
          ),
          { code: 'WRONG_OPTION' },
        );
      await app.listen({ host, port });
      const address = app.server.address() as AddressInfo;
      const name = host.includes(':') ? `[${host}]` : host;
      url = `http://${calledLocalhost.includes(host) ? 'localhost' : name}:${address.port}`;
      courier.start();
      return url;
    },
    async close() {
      await app.close();
      await courier.stop();
      store.close();
    },
  };
}

/** Hosts to listen at that have no name of their own to be reached by. */
const calledLocalhost = ['127.0.0.1', '0.0.0.0', '::'];

function createServer(clock: Clock): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: 1024 * 1024,
    forceCloseConnections: true,
    routerOptions: {
      maxParamLength: 1024,
      querystringParser: readQuery,
    },
  });
  addLenientParser(app);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('date', new Date(clock.now()).toUTCString());
  });
  app.setNotFoundHandler((_request, reply) => send(reply, notFound));
  app.setErrorHandler((error, _request, reply) => {
    console.error(error);
    return send(reply, broken);
  });
  app.get('/readyz', async () => ({ ok: true }));
  return app;
}
