/**
 * Everything the emulated Calendly holds, as typed rows with the few look-ups that the rest needs.
 * Whoever changes rows does it inside `transaction`.
 */
import { isoMicros } from './clock.ts';
import type {
  Application,
  AuthorizationCode,
  Communication,
  Contact,
  CustomField,
  EventType,
  ExternalBusyTime,
  FormSubmission,
  Grant,
  Group,
  GroupRelationship,
  Invitation,
  Invitee,
  LogEntry,
  Organization,
  PersonalToken,
  Recap,
  RoutingForm,
  Schedule,
  ScheduledEvent,
  SchedulingLink,
  Team,
  TokenPair,
  User,
  WebhookSubscription,
} from './entities.ts';
import type { Store } from './store.ts';

export interface Counter {
  total: number;
  active: number;
}

export type State = ReturnType<typeof createState>;

/** Nothing is longer than twelve hours. */
const longestEventMs = 12 * 60 * 60_000;

const byId = (row: { id: string }) => row.id;

export function createState(store: Store) {
  const users = store.table<User>('users', byId);
  const eventTypes = store.table<EventType>('event_types', byId);
  const events = store.table<ScheduledEvent>('events', byId);
  const invitees = store.table<Invitee>('invitees', byId);
  const groupRelationships = store.table<GroupRelationship>('group_relationships', byId);
  const busyTimes = store.table<ExternalBusyTime>('busy_times', byId);
  const grants = store.table<Grant>('grants', byId);
  const tokens = store.table<TokenPair>('tokens', byId);
  const personalTokens = store.table<PersonalToken>('personal_tokens', byId);

  /** Keeps, beside the row, when each host is taken. */
  function addEvent(event: ScheduledEvent): void {
    events.put(event);
    for (const host of event.hostIds)
      store.run(
        'insert into event_hosts values (?, ?, ?, ?)',
        host,
        event.startTime,
        event.id,
        event.endTime,
      );
  }

  return {
    transaction: store.transaction,
    fill: store.fill,
    organizations: store.table<Organization>('organizations', byId),
    users,
    eventTypes,
    invitees,
    applications: store.table<Application>('applications', (row) => row.clientId),
    codes: store.table<AuthorizationCode>('codes', byId),
    grants,
    tokens,
    personalTokens,
    subscriptions: store.table<WebhookSubscription>('subscriptions', byId),
    invitations: store.table<Invitation>('invitations', byId),
    teams: store.table<Team>('teams', byId),
    groups: store.table<Group>('groups', byId),
    groupRelationships,
    schedules: store.table<Schedule>('schedules', byId),
    busyTimes,
    links: store.table<SchedulingLink>('links', byId),
    forms: store.table<RoutingForm>('forms', byId),
    submissions: store.table<FormSubmission>('submissions', byId),
    contacts: store.table<Contact>('contacts', byId),
    customFields: store.table<CustomField>('custom_fields', byId),
    recaps: store.table<Recap>('recaps', byId),
    logEntries: store.table<LogEntry>('log_entries', byId),
    communications: store.table<Communication>('communications', byId),
    events: {
      ...events,
      put(event: ScheduledEvent): void {
        store.run('delete from event_hosts where event_id = ?', event.id);
        addEvent(event);
      },
      /** One that is new. */
      add: addEvent,
    },

    people: () => users.where("true order by row ->> '$.name'"),
    findPerson: (slug: string): User | undefined => users.where('slug = ?', slug)[0],
    /** Active ones that are shown, by position. */
    eventTypesOf: (userId: string): EventType[] =>
      eventTypes.where(
        `owner_id = ? and row ->> '$.active' and not row ->> '$.secret' and row ->> '$.deletedAt' is null
         order by row ->> '$.position'`,
        userId,
      ),
    findEventType: (ownerId: string, slug: string): EventType | undefined =>
      eventTypes.where(`owner_id = ? and row ->> '$.slug' = ?`, ownerId, slug)[0],
    inviteesOf: (eventId: string): Invitee[] =>
      invitees.where('event_id = ? order by created_at, id', eventId),
    findNoShow: (id: string): Invitee | undefined => invitees.where('no_show_id = ?', id)[0],

    /** The groups that somebody is in, or leads. */
    groupsOf: (userId: string, role: GroupRelationship['role']): string[] =>
      groupRelationships
        .where(`user_id = ? and row ->> '$.role' = ?`, userId, role)
        .map(({ groupId }) => groupId),

    counterOf(eventId: string): Counter {
      const [row] = store.all(
        `select count(*) as total, count(*) filter (where status = 'active') as active
         from invitees where event_id = ?`,
        eventId,
      );
      return row as unknown as Counter;
    },

    /** Active events in which the host is taken at some moment of [from, to). */
    takenBetween: (hostId: string, from: string, to: string): ScheduledEvent[] =>
      events.where(
        `status = 'active' and id in (select event_id from event_hosts
           where user_id = ? and start_time > ? and start_time < ? and end_time > ?)`,
        hostId,
        isoMicros(Date.parse(from) - longestEventMs),
        to,
        from,
      ),

    /** What another calendar takes somebody for at some moment of [from, to). */
    busyTimesOf: (userId: string, from: string, to: string): ExternalBusyTime[] =>
      busyTimes.where(
        `user_id = ? and row ->> '$.startTime' < ? and row ->> '$.endTime' > ? order by row ->> '$.startTime'`,
        userId,
        to,
        from,
      ),

    findByAccessToken: (hash: string): TokenPair | undefined => tokens.where('access_hash = ?', hash)[0],
    findByRefreshToken: (hash: string): TokenPair | undefined => tokens.where('refresh_hash = ?', hash)[0],
    tokensOf: (grantId: string): TokenPair[] => tokens.where('grant_id = ?', grantId),
    livePersonalTokens: (userId: string): PersonalToken[] =>
      personalTokens.where(`user_id = ? and row ->> '$.deletedAt' is null`, userId),
    liveGrants: (userId: string, clientId?: string): Grant[] =>
      grants.where(
        `user_id = ? and client_id = coalesce(?, client_id) and row ->> '$.endedAt' is null`,
        userId,
        clientId ?? null,
      ),
  };
}
