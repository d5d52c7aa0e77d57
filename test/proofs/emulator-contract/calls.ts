/** How each documented operation is called so that it succeeds, and what its filters must leave. */
import {
  firstId,
  freeSlot,
  invitationIds,
  inviteeIds,
  memberId,
  nested,
  newContact,
  newEventType,
  newInvitation,
  newRecap,
  newSubscription,
  noShowId,
  subscriptionOf,
} from './made.ts';
import { type Item, idOf, type World } from './world.ts';

export interface Call {
  /** What stands for the braces of the path, in order. */
  ids?: string[];
  query?: Record<string, string>;
  body?: unknown;
  /** Query parameter → a value, and what holds of everything that is left. */
  filters?: Record<string, [value: string, holds: (item: Item) => boolean]>;
  /** Fields that the list can be sorted by; the first is the default. */
  sorts?: string[];
}

type Recipe = (world: World) => Promise<Call> | Call;

const is = (key: string, value: unknown) => (item: Item) => item[key] === value;

export const calls: Record<string, Recipe> = {
  'GET /users/me': () => ({}),
  'GET /users/{uuid}': ({ user }) => ({ ids: [idOf(user)] }),
  'GET /organizations/{uuid}': ({ organization }) => ({ ids: [idOf(organization)] }),
  'GET /organizations/{uuid}/invitations': async (world) => {
    const { email } = await newInvitation(world);
    return {
      ids: [idOf(world.organization)],
      filters: { email: [String(email), is('email', email)], status: ['pending', is('status', 'pending')] },
      sorts: ['created_at'],
    };
  },
  'POST /organizations/{uuid}/invitations': ({ organization }) => ({
    ids: [idOf(organization)],
    body: { email: `${Math.random()}@example.com` },
  }),
  'GET /organizations/{org_uuid}/invitations/{uuid}': async (world) => ({ ids: await invitationIds(world) }),
  'DELETE /organizations/{org_uuid}/invitations/{uuid}': async (world) => ({
    ids: await invitationIds(world),
  }),
  'GET /organization_memberships': ({ organization, user }) => ({
    query: { organization },
    filters: {
      user: [user, (item) => nested(item.user).uri === user],
      organization: [organization, is('organization', organization)],
      email: ['ines.carvalho@example.com', (item) => nested(item.user).slug === 'ines-carvalho'],
      role: ['user', is('role', 'user')],
    },
  }),
  'GET /organization_memberships/{uuid}': async (world) => ({ ids: [await memberId(world)] }),
  'DELETE /organization_memberships/{uuid}': async (world) => ({ ids: [await memberId(world)] }),
  'GET /teams': ({ user }) => ({
    filters: { user: [user, (item) => String(item.name) !== ''] },
  }),
  'GET /teams/{team_uuid}': async (world) => ({ ids: [await firstId(world, '/teams')] }),
  'GET /groups': ({ organization }) => ({ query: { organization } }),
  'GET /groups/{uuid}': async (world) => ({
    ids: [await firstId(world, `/groups?organization=${world.organization}`)],
  }),
  'GET /group_relationships': async ({ first, organization }) => {
    const { group, owner } = await first(`/group_relationships?organization=${organization}`);
    const { uri } = nested(owner);
    return {
      query: { organization },
      filters: {
        organization: [organization, is('organization', organization)],
        owner: [String(uri), (item) => nested(item.owner).uri === uri],
        group: [String(group), is('group', group)],
      },
    };
  },
  'GET /group_relationships/{uuid}': async (world) => ({
    ids: [await firstId(world, '/group_relationships')],
  }),
  'GET /event_types': async ({ organization, user, first, ask }) => {
    const { uri } = await first(`/user_availability_schedules?user=${user}`);
    const made = await ask('POST', '/event_types', { owner: user, name: 'Not yet' });
    return {
      query: { organization },
      filters: {
        organization: [organization, () => made.status === 201],
        user: [user, (item) => nested(item.profile).owner === user],
        active: ['false', is('active', false)],
        admin_managed: ['false', is('admin_managed', false)],
        user_availability_schedule: [String(uri), (item) => nested(item.profile).owner === user],
      },
      sorts: ['name', 'position', 'created_at', 'updated_at'],
    };
  },
  'GET /event_types/{uuid}': async (world) => ({
    ids: [await firstId(world, `/event_types?user=${world.user}`)],
  }),
  'POST /event_types': ({ user }) => ({
    body: {
      owner: user,
      name: 'Made by the proof',
      duration: 45,
      locations: [{ kind: 'google_conference' }],
    },
  }),
  'PATCH /event_types/{uuid}': async (world) => ({
    ids: [idOf((await newEventType(world)).uri)],
    body: { name: 'Changed', active: true, slug: 'not to be changed' },
  }),
  'POST /one_off_event_types': ({ user }) => ({
    body: {
      name: 'Once',
      host: user,
      duration: 30,
      date_setting: { type: 'days_in_future', days: 10 },
      location: { kind: 'zoom_conference' },
    },
  }),
  'GET /event_type_available_times': async ({ first, user, inDays }) => {
    const { uri } = await first(`/event_types?user=${user}&sort=position`);
    return { query: { event_type: String(uri), start_time: inDays(1), end_time: inDays(20) } };
  },
  'GET /event_type_memberships': async ({ first, user }) => ({
    query: { event_type: String((await first(`/event_types?user=${user}`)).uri) },
  }),
  'GET /event_type_availability_schedules': async ({ first, user }) => ({
    query: { event_type: String((await first(`/event_types?user=${user}`)).uri) },
  }),
  'PATCH /event_type_availability_schedules': async (world) => ({
    query: { event_type: String((await newEventType(world)).uri) },
    body: {
      availability_setting: 'host',
      availability_rule: {
        timezone: 'Asia/Tokyo',
        rules: [{ type: 'wday', wday: 'monday', intervals: [{ from: '10:00', to: '12:00' }] }],
      },
    },
  }),
  'GET /user_availability_schedules': ({ user }) => ({ query: { user } }),
  'GET /user_availability_schedules/{uuid}': async (world) => ({
    ids: [await firstId(world, `/user_availability_schedules?user=${world.user}`)],
  }),
  'GET /user_busy_times': ({ user, inDays }) => ({
    query: { user, start_time: inDays(0.1), end_time: inDays(7) },
  }),
  'GET /user_meeting_limits': ({ user }) => ({ query: { user } }),
  'PATCH /user_meeting_limits': ({ user }) => ({
    query: { user },
    body: { daily_limit: 50, weekly_limit: null },
  }),
  'GET /locations': ({ user }) => ({ query: { user } }),
  'GET /scheduled_events': async ({ first, user, organization, inDays }) => {
    const { uri } = await first(`/groups?organization=${organization}`);
    const hosts = (item: Item) => (item.event_memberships as Item[]).map((host) => host.user);
    return {
      query: { organization },
      filters: {
        user: [user, (item) => hosts(item).includes(user)],
        organization: [organization, (item) => hosts(item).length > 0],
        group: [String(uri), (item) => hosts(item).length > 0],
        invitee_email: ['ada@example.com', (item) => item.name === 'Intro call'],
        status: ['canceled', is('status', 'canceled')],
        min_start_time: [inDays(0), (item) => String(item.start_time) >= inDays(0).slice(0, 19)],
        max_start_time: [inDays(0), (item) => String(item.start_time) <= inDays(0)],
      },
      sorts: ['start_time'],
    };
  },
  'GET /scheduled_events/{uuid}': async ({ book }) => ({ ids: [idOf((await book()).event.uri)] }),
  'POST /scheduled_events/{uuid}/cancellation': async ({ book }) => ({
    ids: [idOf((await book()).event.uri)],
    body: { reason: 'Ill today' },
  }),
  'GET /scheduled_events/{uuid}/invitees': async (world) => ({
    ids: [(await inviteeIds(world))[0]!],
    filters: {
      status: ['active', is('status', 'active')],
      email: ['ada@example.com', is('email', 'ada@example.com')],
    },
    sorts: ['created_at'],
  }),
  'GET /scheduled_events/{event_uuid}/invitees/{invitee_uuid}': async (world) => ({
    ids: await inviteeIds(world),
  }),
  'POST /invitees': async (world) => {
    const { type, start } = await freeSlot(world);
    return {
      body: {
        event_type: type,
        start_time: start,
        invitee: { email: 'ada@example.com', timezone: 'Europe/Berlin', name: 'Ada Holt' },
        location: { kind: 'google_conference' },
      },
    };
  },
  'POST /invitee_no_shows': async ({ book }) => ({ body: { invitee: (await book()).invitee.uri } }),
  'GET /invitee_no_shows/{uuid}': async (world) => ({ ids: [await noShowId(world)] }),
  'DELETE /invitee_no_shows/{uuid}': async (world) => ({ ids: [await noShowId(world)] }),
  'POST /scheduling_links': async ({ first, user }) => ({
    body: {
      max_event_count: 1,
      owner: (await first(`/event_types?user=${user}`)).uri,
      owner_type: 'EventType',
    },
  }),
  'POST /shares': async ({ first, user }) => ({
    body: {
      event_type: (await first(`/event_types?user=${user}&sort=position`)).uri,
      name: 'Shared',
      duration: 45,
    },
  }),
  'GET /routing_forms': ({ organization }) => ({ query: { organization }, sorts: ['created_at'] }),
  'GET /routing_forms/{uuid}': async (world) => ({
    ids: [await firstId(world, `/routing_forms?organization=${world.organization}`)],
  }),
  'GET /routing_form_submissions': async ({ first, organization }) => ({
    query: { form: String((await first(`/routing_forms?organization=${organization}`)).uri) },
    sorts: ['created_at'],
  }),
  'GET /routing_form_submissions/{uuid}': async (world) => {
    const { uri } = await world.first(`/routing_forms?organization=${world.organization}`);
    return { ids: [await firstId(world, `/routing_form_submissions?form=${uri}`)] };
  },
  'POST /webhook_subscriptions': (world) => ({ body: subscriptionOf(world) }),
  'GET /webhook_subscriptions': async (world) => {
    await newSubscription(world);
    await newSubscription(world);
    const { organization, user } = world;
    const { uri: group } = await world.first(`/groups?organization=${organization}`);
    await world.ask('POST', '/webhook_subscriptions', {
      ...subscriptionOf(world),
      user: undefined,
      scope: 'group',
      group,
    });
    return {
      query: { organization, scope: 'user', user },
      filters: {
        user: [user, is('user', user)],
        group: [String(group), (item) => item.scope === 'user' || item.group === group],
      },
      sorts: ['created_at'],
    };
  },
  'GET /webhook_subscriptions/{webhook_uuid}': async (world) => ({ ids: [await newSubscription(world)] }),
  'DELETE /webhook_subscriptions/{webhook_uuid}': async (world) => ({ ids: [await newSubscription(world)] }),
  'GET /sample_webhook_data': ({ organization, user }) => ({
    query: { event: 'invitee.created', organization, scope: 'user', user },
  }),
  'GET /activity_log_entries': async (world) => {
    await newEventType(world);
    const { organization, user, inDays } = world;
    return {
      query: { organization },
      filters: {
        search_term: ['"of the proof" -invit*', (item) => nested(item.details).name === 'Of the proof'],
        actor: [user, (item) => nested(item.actor).uri === user],
        min_occurred_at: [inDays(-1), (item) => String(item.occurred_at) > inDays(-1)],
        max_occurred_at: [inDays(9), (item) => String(item.occurred_at) < inDays(9)],
        namespace: ['EventType', is('namespace', 'EventType')],
        action: ['Add,Update', (item) => ['Add', 'Update'].includes(String(item.action))],
      },
      sorts: ['-occurred_at', 'action', 'namespace'],
    };
  },
  'POST /data_compliance/deletion/invitees': async ({ book }) => {
    await book({ email: 'gone@example.com' });
    return { body: { emails: ['gone@example.com'] } };
  },
  'POST /data_compliance/deletion/events': ({ inDays }) => ({
    body: { start_time: inDays(-300), end_time: inDays(-290) },
  }),
  'GET /outgoing_communications': async ({ book, organization, inDays }) => {
    await book();
    return {
      query: { organization },
      filters: {
        min_created_at: [inDays(-1), (item) => String(item.created_at) > inDays(-1)],
        max_created_at: [inDays(9), (item) => String(item.created_at) < inDays(9)],
      },
    };
  },
  'GET /contacts': async (world) => {
    const path = `/contacts/${idOf((await newContact(world)).uri)}`;
    const known = { timezone: 'Asia/Tokyo', job_title: 'Chief', company: 'Bolt', city: 'Lund' };
    await world.ask('PATCH', path, { ...known, phone_numbers: [{ phone_number: '+46 555 0100' }] });
    const named = (key: string, value: string): [string, (item: Item) => boolean] => [value, is(key, value)];
    return {
      filters: {
        email: ['no@example.com', () => false],
        phone_number: ['+46 555 0100', is('city', 'Lund')],
        name: named('name', 'Ada Holt'),
        timezone: named('timezone', 'Asia/Tokyo'),
        job_title: named('job_title', 'Chief'),
        company: named('company', 'Bolt'),
        country: named('country', 'SE'),
        state: named('state', 'Skåne'),
        city: named('city', 'Lund'),
        exclude: ['custom_fields', (item) => !('custom_fields' in item)],
      },
      sorts: ['created_at', 'updated_at'],
    };
  },
  'POST /contacts': () => ({
    body: { name: 'Bruno Rask', emails: [{ email: `${Math.random()}@example.com`, is_primary: true }] },
  }),
  'GET /contacts/custom_field_definitions': () => ({}),
  'GET /contacts/custom_field_definitions/{uuid}': async (world) => ({
    ids: [await firstId(world, '/contacts/custom_field_definitions')],
  }),
  'GET /contacts/{uuid}': async (world) => ({ ids: [idOf((await newContact(world)).uri)] }),
  'PATCH /contacts/{uuid}': async (world) => ({
    ids: [idOf((await newContact(world)).uri)],
    body: { job_title: 'Chief' },
  }),
  'DELETE /contacts/{uuid}': async (world) => ({ ids: [idOf((await newContact(world)).uri)] }),
  'GET /meeting_recaps': async (world) => {
    const { event, start_time: start } = await world.first(`/meeting_recaps?count=1`);
    await world.book({ email: 'ada@example.com' });
    const met = await world.ask('GET', `/scheduled_events/${idOf(event)}/invitees`);
    const [invitee] = met.body.collection as Item[];
    return {
      filters: {
        event: [String(event), is('event', event)],
        start_time: [String(start), (item) => String(item.start_time) >= String(start)],
        end_time: [String(start), (item) => String(item.start_time) <= String(start)],
        status: ['processing', is('status', 'Processing')],
        attendee: [
          String(invitee!.email),
          (item) => (item.attendees as Item[]).some((each) => each.user_email === invitee!.email),
        ],
      },
    };
  },
  'GET /meeting_recaps/{uuid}': async (world) => ({ ids: [await newRecap(world)] }),
  'PATCH /meeting_recaps/{uuid}': async (world) => ({
    ids: [await newRecap(world)],
    body: { summary_md: 'Said again' },
  }),
  'DELETE /meeting_recaps/{uuid}': async (world) => ({ ids: [await newRecap(world)] }),
  'GET /meeting_recaps/{uuid}/transcript': async (world) => ({ ids: [await newRecap(world)] }),
};
