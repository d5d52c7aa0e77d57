/** Every address there is, each page in a chunk of its own. Filters and open rows live in the address. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import type { OverviewRange } from '../sdk/index.ts';
import { outcomes } from './deliveries/outcomes.ts';
import { Broken } from './shell/broken.tsx';
import { Home } from './shell/home.tsx';
import { NotFound } from './shell/not-found.tsx';
import { Shell } from './shell/shell.tsx';
import { SignIn } from './shell/sign-in.tsx';
import { isZone } from './time.ts';

const day = /^\d{4}-\d{2}-\d{2}$/;
const states = ['configured', 'connected', 'disconnected', 'error'] as const;
const statuses = ['scheduled', 'moved', 'canceled', 'gone'] as const;
const spans = ['hour', 'day', 'week'] as const;
const periods = ['past', 'all'] as const;
const whoKinds = ['member', 'key', 'command'] as const;
const auditSpans = ['day', 'week', 'month'] as const;
const ranges = ['1h', '24h', '7d', '30d'] as const;

type Search = Record<string, string | undefined>;

interface Returned {
  /** What came back from Calendly's consent page. */
  connected?: string;
  connect_error?: string;
}

export interface MeetingSearch {
  view?: 'week';
  when?: (typeof periods)[number];
  status?: (typeof statuses)[number];
  account?: string;
  text?: string;
  zone?: string;
  day?: string;
}

export interface DeliverySearch {
  outcome?: (typeof outcomes)[number];
  topic?: string;
  account?: string;
  last?: (typeof spans)[number];
  text?: string;
  tab?: 'headers' | 'raw';
}

interface SignInSearch {
  /** Why single sign-on did not complete, and to which tenant it was. */
  refused?: string;
  tenant?: string;
}

export interface TeamSearch {
  tab?: 'browsers';
}

export interface AuditSearch {
  who?: (typeof whoKinds)[number];
  member?: string;
  operation?: string;
  about?: string;
  last?: (typeof auditSpans)[number];
}

interface ConnectionSearch extends Returned {
  text?: string;
}

interface AccountSearch extends Returned {
  state?: (typeof states)[number];
  connection?: string;
  text?: string;
}

const returned = ({ connected, connect_error }: Search): Returned => ({ connected, connect_error });

function oneOf<T extends string>(allowed: readonly T[], value: string | undefined): T | undefined {
  return allowed.find((one) => one === value);
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });
const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: returned,
  component: Home,
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: ({ refused, tenant }: Search): SignInSearch => ({ refused, tenant }),
  component: SignIn,
});
const tenant = createRoute({ getParentRoute: () => root, path: '/$tenant', component: Shell });

const overview = createRoute({
  getParentRoute: () => tenant,
  path: '/',
  validateSearch: (search: Search): { range?: OverviewRange } => ({ range: oneOf(ranges, search.range) }),
  component: lazyRouteComponent(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
});

const meetings = createRoute({
  getParentRoute: () => tenant,
  path: 'meetings',
  validateSearch: (search: Search): MeetingSearch => ({
    view: search.view === 'week' ? 'week' : undefined,
    when: oneOf(periods, search.when),
    status: oneOf(statuses, search.status),
    account: search.account,
    text: search.text,
    zone: search.zone && isZone(search.zone) ? search.zone : undefined,
    day: search.day && day.test(search.day) ? search.day : undefined,
  }),
  component: lazyRouteComponent(() => import('./meetings/meetings-page.tsx'), 'MeetingsPage'),
});

const meeting = createRoute({
  getParentRoute: () => meetings,
  path: '$meetingId',
  component: lazyRouteComponent(() => import('./meetings/meeting-detail.tsx'), 'MeetingInspector'),
});

const deliveries = createRoute({
  getParentRoute: () => tenant,
  path: 'deliveries',
  validateSearch: (search: Search): DeliverySearch => ({
    outcome: oneOf(outcomes, search.outcome),
    topic: search.topic,
    account: search.account,
    last: oneOf(spans, search.last),
    text: search.text,
    tab: oneOf(['headers', 'raw'] as const, search.tab),
  }),
  component: lazyRouteComponent(() => import('./deliveries/deliveries-page.tsx'), 'DeliveriesPage'),
});

const delivery = createRoute({
  getParentRoute: () => deliveries,
  path: '$deliveryId',
  component: lazyRouteComponent(() => import('./deliveries/delivery-detail.tsx'), 'DeliveryInspector'),
});

const accounts = createRoute({
  getParentRoute: () => tenant,
  path: 'accounts',
  validateSearch: (search: Search): AccountSearch => ({
    state: oneOf(states, search.state),
    connection: search.connection && /^\d+$/.test(search.connection) ? search.connection : undefined,
    text: search.text,
    ...returned(search),
  }),
  component: lazyRouteComponent(() => import('./accounts/accounts-page.tsx'), 'AccountsPage'),
});

const account = createRoute({
  getParentRoute: () => tenant,
  path: 'accounts/$accountId',
  validateSearch: returned,
  component: lazyRouteComponent(() => import('./accounts/account-page.tsx'), 'AccountPage'),
});

const accountRequests = createRoute({
  getParentRoute: () => tenant,
  path: 'accounts/$accountId/requests',
  validateSearch: ({ failed }: Search): { failed?: 'true' } => ({ failed: oneOf(['true'] as const, failed) }),
  component: lazyRouteComponent(() => import('./accounts/requests-page.tsx'), 'RequestsPage'),
});

const connections = createRoute({
  getParentRoute: () => tenant,
  path: 'settings/connections',
  validateSearch: (search: Search): ConnectionSearch => ({ text: search.text, ...returned(search) }),
  component: lazyRouteComponent(() => import('./connections/connections-page.tsx'), 'ConnectionsPage'),
});

const connection = createRoute({
  getParentRoute: () => tenant,
  path: 'settings/connections/$connectionId',
  validateSearch: returned,
  component: lazyRouteComponent(() => import('./connections/connection-page.tsx'), 'ConnectionPage'),
});

const connectPage = createRoute({
  getParentRoute: () => tenant,
  path: 'settings/connect-page',
  component: lazyRouteComponent(() => import('./lifecycle/connect-page.tsx'), 'ConnectPagePage'),
});

const apiKeys = createRoute({
  getParentRoute: () => tenant,
  path: 'settings/api-keys',
  component: lazyRouteComponent(() => import('./tenants/api-keys-page.tsx'), 'ApiKeysPage'),
});

const returnAddresses = createRoute({
  getParentRoute: () => tenant,
  path: 'settings/return-addresses',
  component: lazyRouteComponent(() => import('./tenants/return-addresses-page.tsx'), 'ReturnAddressesPage'),
});

const team = createRoute({
  getParentRoute: () => tenant,
  path: 'settings/team',
  validateSearch: ({ tab }: Search): TeamSearch => ({ tab: oneOf(['browsers'] as const, tab) }),
  component: lazyRouteComponent(() => import('./tenants/team-page.tsx'), 'TeamPage'),
});

const audit = createRoute({
  getParentRoute: () => tenant,
  path: 'settings/audit',
  validateSearch: (search: Search): AuditSearch => ({
    who: oneOf(whoKinds, search.who),
    member: search.member,
    operation: search.operation,
    about: search.about,
    last: oneOf(auditSpans, search.last),
  }),
  component: lazyRouteComponent(() => import('./tenants/audit-page.tsx'), 'AuditPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    signIn,
    tenant.addChildren([
      overview,
      meetings.addChildren([meeting]),
      deliveries.addChildren([delivery]),
      accounts,
      account,
      accountRequests,
      connections,
      connection,
      connectPage,
      apiKeys,
      team,
      audit,
      returnAddresses,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  // Plain words in the address: `?view=week`, not JSON.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
    const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
    return text && `?${text}`;
  },
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
