/**
 * Addresses as Calendly mints them. Resource URIs begin with the live service's address by default and are read
 * by their last path segments only; links for people lead to this emulator's own pages.
 */
export type Uris = ReturnType<typeof createUris>;

export function createUris(apiPrefix: string, publicUrl: () => string) {
  return {
    api: (path: string) => `${apiPrefix}${path}`,
    user: (id: string) => `${apiPrefix}/users/${id}`,
    organization: (id: string) => `${apiPrefix}/organizations/${id}`,
    membership: (id: string) => `${apiPrefix}/organization_memberships/${id}`,
    eventType: (id: string) => `${apiPrefix}/event_types/${id}`,
    event: (id: string) => `${apiPrefix}/scheduled_events/${id}`,
    invitee: (eventId: string, id: string) => `${apiPrefix}/scheduled_events/${eventId}/invitees/${id}`,
    noShow: (id: string) => `${apiPrefix}/invitee_no_shows/${id}`,
    subscription: (id: string) => `${apiPrefix}/webhook_subscriptions/${id}`,
    invitation: (organizationId: string, id: string) =>
      `${apiPrefix}/organizations/${organizationId}/invitations/${id}`,
    team: (id: string) => `${apiPrefix}/teams/${id}`,
    group: (id: string) => `${apiPrefix}/groups/${id}`,
    groupRelationship: (id: string) => `${apiPrefix}/group_relationships/${id}`,
    eventTypeMembership: (id: string) => `${apiPrefix}/event_type_memberships/${id}`,
    schedule: (id: string) => `${apiPrefix}/user_availability_schedules/${id}`,
    form: (id: string) => `${apiPrefix}/routing_forms/${id}`,
    submission: (id: string) => `${apiPrefix}/routing_form_submissions/${id}`,
    contact: (id: string) => `${apiPrefix}/contacts/${id}`,
    customField: (id: string) => `${apiPrefix}/contacts/custom_field_definitions/${id}`,
    recap: (id: string) => `${apiPrefix}/meeting_recaps/${id}`,
    logEntry: (id: string) => `${apiPrefix}/activity_log_entries/${id}`,
    page: (path: string) => `${publicUrl()}/${path}`,
  };
}

/** The id at the end of a URI, or the bare id itself. */
export function idFrom(uri: unknown): string {
  return typeof uri === 'string' ? (uri.split('/').at(-1) ?? '') : '';
}
