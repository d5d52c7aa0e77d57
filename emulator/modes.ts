/**
 * What Calendly leaves open, each as a switch, so that both answers can be tried. The first value is how the
 * emulator starts; modes are kept over restarts.
 */
import type { Store } from './store.ts';

export const modes = {
  oauth_signing_key: {
    values: ['subscription', 'application', 'stranger'],
    meaning:
      'Which key signs deliveries of a subscription made with an OAuth token that brought a key of its own; the stranger’s was given to nobody.',
    evidence:
      'The documents name one key per application; production code verifies with the key it sent (§4.6).',
  },
  retries_resigned: {
    values: ['yes', 'no'],
    meaning: 'Whether a retry is signed anew with its own `t`, or carries the first try’s header.',
    evidence: 'Undocumented; with the old `t` every retry after 3 minutes would fail Calendly’s own sample.',
  },
  refresh_reuse: {
    values: ['refuse', 'revoke_family'],
    meaning: 'Whether using a refresh token twice is only refused, or ends the whole grant.',
    evidence: 'The documents say `invalid_grant`; nothing of a family (§1.5).',
  },
  invalid_grant_status: {
    values: ['400', '401'],
    meaning: 'The status of `invalid_grant`.',
    evidence: 'The documents say 400 or 401; a recorded fixture says 400 (§1.4).',
  },
  access_after_refresh: {
    values: ['lives', 'ends'],
    meaning: 'Whether the earlier access token still works after a refresh.',
    evidence: 'Undocumented (§10, 8).',
  },
  authorization_iss: {
    values: ['no', 'yes'],
    meaning: 'Whether the redirect after consent carries `iss` (RFC 9207).',
    evidence: 'Undocumented.',
  },
  second_grant: {
    values: ['keeps_first', 'ends_first'],
    meaning: 'Whether a second consent of the same person for the same application ends the first grant.',
    evidence: 'Undocumented.',
  },
  revoke_siblings: {
    values: ['no', 'yes'],
    meaning: 'Whether revoking one token ends every grant of that person for that application.',
    evidence: 'Undocumented; Doorkeeper, whose error texts Calendly sends, revokes one pair (§1.4).',
  },
  hooks_after_revoke: {
    values: ['keep', 'remove'],
    meaning: 'Whether subscriptions outlive the grant that made them.',
    evidence: 'Undocumented (§10, 6).',
  },
  retry_created_at: {
    values: ['same', 'renewed'],
    meaning: 'Whether the envelope’s `created_at`, and so the body’s bytes, stay the same on a retry.',
    evidence: 'Undocumented.',
  },
  event_updated_at: {
    values: ['moves', 'stays'],
    meaning: 'Whether a group event’s `updated_at` moves when an invitee joins or leaves.',
    evidence: 'Undocumented.',
  },
  reschedule_order: {
    values: ['canceled_first', 'created_first', 'random'],
    meaning: 'Which half of a reschedule is sent first.',
    evidence: 'Not guaranteed (§4.8; live fact 17).',
  },
  free_plan_hooks: {
    values: ['allowed', 'refused'],
    meaning: 'Whether an organization on the free plan may create subscriptions.',
    evidence: 'Allowed since the release note of 2026-11-03; refused before (§0.4).',
  },
  hook_uniqueness: {
    values: ['organization', 'owner', 'anywhere'],
    meaning:
      'Within what an address may stand in one subscription only: the organization, those of the same scope and owner, everything.',
    evidence: 'The recorded 409 names the address only (§4.2; §10, 5).',
  },
  most_subscriptions: {
    values: ['unlimited', 'ten'],
    meaning: 'How many subscriptions one person may have.',
    evidence: 'No limit is documented (§4.2; reliability U8).',
  },
  missing_read_scope: {
    values: ['400', '403'],
    meaning: 'The status of subscribing to a topic whose read scope was not granted.',
    evidence: 'Production saw 400; the scope page would have it 403 (§1.11).',
  },
  disabled_rule: {
    values: ['alone', 'another_failed'],
    meaning:
      'Whether a message that failed for a day disables its subscription by itself, or only if another one fails too.',
    evidence: 'The documents say the second, the community’s answers the first (§11).',
  },
  gone_410: {
    values: ['retried', 'disables'],
    meaning: 'Whether an answer of 410 is tried again like others, or disables the subscription at once.',
    evidence: 'Undocumented (§10, 3).',
  },
  after_recovery: {
    values: ['cleared', 'kept'],
    meaning: 'Whether a success clears `retry_started_at`.',
    evidence: 'The documents call it the start of the latest retrying (§4.9; §10, 3).',
  },
  limit_bucket: {
    values: ['application_and_user', 'user'],
    meaning: 'Whose calls a minute’s limit counts.',
    evidence: 'A recorded header names both; the documents say per person over all applications (§5.1, §11).',
  },
  free_invitees_limit: {
    values: ['trial', 'paid'],
    meaning: 'Which of the known limits of `POST /invitees` the free plan has.',
    evidence: 'Not published since it is allowed there (§10, 7).',
  },
} as const satisfies Record<string, { values: readonly string[]; meaning: string; evidence: string }>;

export type ModeName = keyof typeof modes;
export type ModeValue<Name extends ModeName> = (typeof modes)[Name]['values'][number];
export type Modes = ReturnType<typeof createModes>;

export function createModes(store: Store) {
  return {
    get<Name extends ModeName>(name: Name): ModeValue<Name> {
      return (store.setting(`mode.${name}`) ?? modes[name].values[0]) as ModeValue<Name>;
    },
    /** Says what is wrong, or nothing. */
    set(name: string, value: unknown): string | undefined {
      if (!Object.hasOwn(modes, name))
        return `There is no mode “${name}”; there are ${Object.keys(modes).join(', ')}.`;
      const { values } = modes[name as ModeName];
      if (!(values as readonly unknown[]).includes(value))
        return `Mode “${name}” takes ${values.join(' or ')}, not ${JSON.stringify(value)}.`;
      store.keepSetting(`mode.${name}`, String(value));
      return undefined;
    },
  };
}
