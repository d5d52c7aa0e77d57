/** What is open about webhook subscriptions and bookings: the names and values are those of the emulator's modes. */
import { bothHandled, either, from, nothingToSet, type Question } from './question.ts';

export const webhookQuestions = {
  oauth_signing_key: {
    unknown: 'U1',
    asks: 'Which key signs deliveries of a subscription that was made with an OAuth token and a key of its own?',
    values: {
      subscription: `The key that Slotwire gives each subscription verifies. ${nothingToSet}`,
      application:
        'The application’s key signs: each connection needs its `webhookSigningKey`. Without it deliveries are kept sealed and Calendly is asked instead.',
      stranger:
        'No key that is known signs. Slotwire keeps such deliveries sealed and asks Calendly instead; ask Calendly for the application’s webhook signing key.',
    },
    tell: ({ signedBy }) =>
      from(signedBy, ({ key, applicationKeyKnown }) => {
        if (key === 'own') return { value: 'subscription', seen: 'The subscription’s own key verified.' };
        if (key === 'application')
          return {
            value: 'application',
            seen: 'The application’s key verified, the subscription’s did not.',
          };
        if (key === 'unsigned') return { open: 'The delivery carried no signature at all.' };
        if (!applicationKeyKnown)
          return {
            open: 'The subscription’s own key did not verify. Set PROBE_SIGNING_KEY to the application’s and run it again.',
          };
        return { value: 'stranger', seen: 'Neither the subscription’s key nor the application’s verified.' };
      }),
  },
  retries_resigned: {
    unknown: 'U2',
    asks: 'Is a retry signed anew, with a time of its own?',
    values: {
      yes: nothingToSet,
      no: 'Retries look old. Slotwire keeps what is signed long ago and confirms it by asking Calendly; nothing to set.',
    },
    tell: ({ retry }) =>
      from(retry, ({ signedAnew, afterSeconds }) =>
        either('yes', 'no', {
          yes: `The retry after ${afterSeconds} s had a time of its own.`,
          no: `The retry after ${afterSeconds} s carried the first try’s time.`,
        })(signedAnew),
      ),
  },
  retry_created_at: {
    unknown: 'U5',
    asks: 'Does a retry carry a newer `created_at`, and so other bytes?',
    values: { same: bothHandled, renewed: bothHandled },
    tell: ({ retry }) =>
      from(retry, ({ createdAnew }) =>
        either('renewed', 'same', { yes: 'It was newer.', no: 'It was that of the first try.' })(createdAnew),
      ),
  },
  hooks_after_revoke: {
    unknown: 'U3',
    asks: 'Does a subscription outlive the grant that made it?',
    values: {
      keep: 'Slotwire deletes its subscription before it gives access back. Where a person takes access away at Calendly, a subscription may stay behind; what it sends is refused.',
      remove: nothingToSet,
    },
    tell: ({ subscriptionStands }) =>
      from(
        subscriptionStands,
        either('keep', 'remove', { yes: 'It still stood.', no: 'It was gone with the grant.' }),
      ),
  },
  event_updated_at: {
    unknown: 'U6',
    asks: 'Does a group event’s `updated_at` move when somebody joins?',
    values: { moves: bothHandled, stays: bothHandled },
    tell: ({ joined }) =>
      from(joined, either('moves', 'stays', { yes: 'It moved.', no: 'It stayed as it was.' })),
  },
  reschedule_order: {
    asks: 'Which half of a reschedule is sent first?',
    values: { canceled_first: bothHandled, created_first: bothHandled, random: bothHandled },
    tell: ({ moves }) =>
      from(moves, (halves) => {
        const canceled = halves.filter((half) => half === 'canceled').length;
        const seen = `In ${canceled} of ${halves.length} the cancellation arrived first.`;
        if (halves.length === 0) return { open: 'No reschedule was seen whole.' };
        if (canceled === halves.length) return { value: 'canceled_first', seen };
        return { value: canceled === 0 ? 'created_first' : 'random', seen };
      }),
  },
  free_plan_hooks: {
    asks: 'May an organization on the free plan have subscriptions?',
    values: {
      allowed: nothingToSet,
      refused:
        'Accounts on the free plan get no subscription; their page says so, and they are compared on a schedule.',
    },
    tell: ({ standing, subscribing }) => {
      if (standing?.stage !== 'free') {
        const stage = standing?.stage;
        return {
          open: stage ? `This organization is on another plan (${stage}).` : 'Calendly did not say its plan.',
        };
      }
      return from(subscribing, ({ made, status }) => {
        if (made) return { value: 'allowed', seen: 'It was allowed.' };
        return status === 403
          ? { value: 'refused', seen: 'It was refused with 403.' }
          : { open: `It was refused with ${status}.` };
      });
    },
  },
  hook_uniqueness: {
    asks: 'Within what may an address stand in one subscription only?',
    values: { organization: bothHandled, owner: bothHandled, anywhere: bothHandled },
    tell: ({ sameAddress, sameAddressElsewhere }) =>
      from(sameAddress, (taken) => {
        if (taken)
          return { value: 'owner', seen: 'Another scope of the same organization could have it too.' };
        return from(
          sameAddressElsewhere,
          either('organization', 'anywhere', {
            yes: 'The organization could not have it twice, another organization could.',
            no: 'Not even another organization could have it.',
          }),
        );
      }),
  },
  most_subscriptions: {
    unknown: 'U8',
    asks: 'How many subscriptions may one person have?',
    values: {
      unlimited: 'More than ten at least; nothing to set.',
      ten: 'A person who connects to many applications can run out of them; the account’s page then says that Calendly refused.',
    },
    tell: ({ many }) =>
      from(many, ({ stood, refused }) => {
        if (!refused) return { value: 'unlimited', seen: `${stood} stood at once.` };
        return stood === 10
          ? { value: 'ten', seen: 'The eleventh was refused.' }
          : { open: `After ${stood} one more was refused, which nobody knew.` };
      }),
  },
  missing_read_scope: {
    asks: 'With which status is a subscription refused whose topics the grant may not read?',
    values: { 400: bothHandled, 403: bothHandled },
    tell: ({ unreadable }) =>
      from(unreadable, (status) =>
        status === 400 || status === 403
          ? { value: String(status), seen: `It was ${status}.` }
          : { open: status === null ? 'It was not refused.' : `It was ${status}, which nobody knew.` },
      ),
  },
  disabled_rule: {
    asks: 'Does one message that failed for a day disable its subscription?',
    values: { alone: bothHandled, another_failed: bothHandled },
    tell: ({ failedForADay }) =>
      from(failedForADay, ({ disabled, hours }) =>
        either('alone', 'another_failed', {
          yes: `It was disabled after ${hours} h.`,
          no: `It was still active after ${hours} h.`,
        })(disabled),
      ),
  },
  gone_410: {
    asks: 'Is an answer of 410 tried again?',
    values: { retried: nothingToSet, disables: nothingToSet },
    tell: ({ gone }) =>
      from(gone, (came) =>
        either('retried', 'disables', {
          yes: 'It was tried again.',
          no: 'It disabled the subscription at once.',
        })(came === 'retried'),
      ),
  },
  after_recovery: {
    asks: 'Does a success clear `retry_started_at`?',
    values: {
      cleared: nothingToSet,
      kept: 'An account may look as if Calendly still retried although its deliveries arrive again.',
    },
    tell: ({ recovery }) =>
      from(recovery, ({ during, after }) =>
        during
          ? either('kept', 'cleared', { yes: 'It was kept.', no: 'It was cleared.' })(after)
          : { open: 'It was not set while Calendly retried.' },
      ),
  },
} as const satisfies Record<string, Question>;
