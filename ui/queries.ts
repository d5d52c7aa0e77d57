/** What the pages ask the API, under which key the answers are kept, and what a lost session does to all of them. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  QueryCache,
  QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import type {
  Account,
  AccountDetail,
  ApiKey,
  AuditEntry,
  CalendlyRequest,
  Connection,
  ConnectionDetail,
  ConnectPage,
  Count,
  Delivery,
  DeliveryDetail,
  Meeting,
  MeetingDetail,
  Member,
  OpenSession,
  Overview,
  OverviewRange,
  OverviewSeries,
  Page,
  ReturnAddresses,
  ScopeNames,
  Session,
  SignInWays,
  TrialPeople,
} from '../sdk/index.ts';
import { address, get, isRefused } from './api.ts';

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      const signedOut = isRefused(error) && error.problem.code === 'not_signed_in';
      if (signedOut && query.queryKey[0] !== 'session') queryClient.resetQueries({ queryKey: ['session'] });
    },
  }),
  defaultOptions: {
    queries: {
      // Changes arrive by the live stream; asking again on every focus would only repeat it.
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && isRefused(error) && [0, 502, 503].includes(error.problem.status),
      retryDelay: (count) => 400 * 2 ** count,
    },
  },
});

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => get<Session>('/api/v1/session', signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const connectPageQuery = queryOptions({
  queryKey: ['connect-page'],
  queryFn: ({ signal }) => get<ConnectPage>('/api/v1/settings/connect-page', signal),
});

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: async ({ signal }) => (await get<Page<Connection>>('/api/v1/connections', signal)).items,
});

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id],
    queryFn: ({ signal }) => get<ConnectionDetail>(`/api/v1/connections/${encodeURIComponent(id)}`, signal),
  });

/** What a connection may ask for does not change while a page is open. */
export const scopesQuery = queryOptions({
  queryKey: ['scopes'],
  queryFn: ({ signal }) => get<ScopeNames>('/api/v1/scopes', signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const returnAddressesQuery = queryOptions({
  queryKey: ['return-addresses'],
  queryFn: async ({ signal }) =>
    (await get<ReturnAddresses>('/api/v1/settings/return-addresses', signal)).addresses,
});

/** What waits has no change of its own, so it is asked for as well as told. */
export const overviewQuery = (range: OverviewRange) =>
  queryOptions({
    queryKey: ['overview', range],
    queryFn: ({ signal }) => get<Overview>(address('/api/v1/overview', { range }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });

export const seriesQuery = (range: OverviewRange) =>
  queryOptions({
    queryKey: ['series', range],
    queryFn: ({ signal }) => get<OverviewSeries>(address('/api/v1/overview/series', { range }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });

export const trialPeopleQuery = queryOptions({
  queryKey: ['accounts', 'trial'],
  queryFn: ({ signal }) => get<TrialPeople>('/api/v1/trial/people', signal),
});

/** A list by pages, each asked for when the end of the last comes near. */
const pagesOf = <T>(kind: string, filter: Record<string, string | number | undefined>) =>
  infiniteQueryOptions({
    queryKey: [kind, filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page<T>>(address(`/api/v1/${kind}`, { ...filter, cursor: pageParam, limit: 100 }), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export type PagesQuery<T> = ReturnType<typeof pagesOf<T>>;

export const accountsQuery = (filter: { state?: string; connectionId?: number; search?: string }) =>
  pagesOf<Account>('accounts', filter);

export const apiKeysQuery = pagesOf<ApiKey>('api-keys', {});

export const membersQuery = pagesOf<Member>('members', {});

export const sessionsQuery = pagesOf<OpenSession>('sessions', {});

export interface AuditFilter {
  whoKind?: string;
  whoId?: string;
  operation?: string;
  subject?: string;
  from?: string;
}

export const auditQuery = (filter: AuditFilter) => pagesOf<AuditEntry>('audit', { ...filter });

export const signInWaysQuery = queryOptions({
  queryKey: ['session', 'ways'],
  queryFn: ({ signal }) => get<SignInWays>('/api/v1/sign-in', signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: ['account', id],
    queryFn: ({ signal }) => get<AccountDetail>(`/api/v1/accounts/${encodeURIComponent(id)}`, signal),
    // What is left of the minute has no change of its own.
    refetchInterval: 15_000,
  });

/** Asked anew whenever the page is opened: the log has no changes of its own. */
export const requestsQuery = (id: string, filter: { failed?: 'true' }): PagesQuery<CalendlyRequest> => ({
  ...pagesOf<CalendlyRequest>(`accounts/${encodeURIComponent(id)}/requests`, filter),
  staleTime: 0,
});

export interface MeetingFilter {
  from?: string;
  to?: string;
  accountId?: string;
  status?: string;
  search?: string;
}

export const meetingsQuery = (filter: MeetingFilter) => pagesOf<Meeting>('meetings', { ...filter });

export const meetingQuery = (id: string) =>
  queryOptions({
    queryKey: ['meeting', id],
    queryFn: ({ signal }) => get<MeetingDetail>(`/api/v1/meetings/${encodeURIComponent(id)}`, signal),
  });

export interface DeliveryFilter {
  accountId?: string;
  outcome?: string;
  topic?: string;
  from?: string;
  search?: string;
}

/** How many deliveries one page has; each page is a question of its own, so that only those in view are kept. */
export const deliveriesAtOnce = 100;

/** From the delivery `cursor` on, or the newest. */
export const deliveriesQuery = (filter: DeliveryFilter, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['deliveries', filter, cursor ?? 'newest'],
    queryFn: ({ signal }) =>
      get<Page<Delivery>>(
        address('/api/v1/deliveries', { ...filter, cursor, limit: deliveriesAtOnce }),
        signal,
      ),
    gcTime: 10_000,
  });

/** Estimated where they are many. */
export const deliveryCountQuery = (filter: DeliveryFilter) =>
  queryOptions({
    queryKey: ['delivery-count', filter],
    queryFn: ({ signal }) => get<Count>(address('/api/v1/deliveries/count', { ...filter }), signal),
  });

/** Asked only when somebody wants to know, since all of them are looked at. */
export const deliveryExactCountQuery = (filter: DeliveryFilter) =>
  queryOptions({
    queryKey: ['delivery-exact-count', filter],
    queryFn: ({ signal }) =>
      get<Count>(address('/api/v1/deliveries/count', { ...filter, exactly: 'true' }), signal),
    staleTime: 0,
  });

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ['delivery', id],
    queryFn: ({ signal }) => get<DeliveryDetail>(`/api/v1/deliveries/${encodeURIComponent(id)}`, signal),
  });
