/** What is open about OAuth and the API: the names and values are those of the emulator's modes. */
import { bothHandled, either, from, nothingToSet, type Question } from './question.ts';

export const oauthQuestions = {
  refresh_reuse: {
    unknown: 'U4',
    asks: 'Does a refresh token that is used twice end the whole grant?',
    values: {
      refuse: nothingToSet,
      revoke_family:
        'Whoever else refreshes an account ends it for both: stop an older refresher before `slotwire activate`. Slotwire itself never sends one twice.',
    },
    tell: ({ reuse }) =>
      from(reuse, ({ status, worksAfter }) =>
        status === null
          ? { open: 'It was taken a second time, so that it is not single-use here.' }
          : either('refuse', 'revoke_family', {
              yes: 'It was refused, and the grant went on working.',
              no: 'It was refused, and the grant was dead.',
            })(worksAfter),
      ),
  },
  invalid_grant_status: {
    asks: 'With which status is a used refresh token refused?',
    values: { 400: bothHandled, 401: bothHandled },
    tell: ({ reuse }) =>
      from(reuse, ({ status }) =>
        status === 400 || status === 401
          ? { value: String(status), seen: `It was ${status}.` }
          : {
              open: status === null ? 'It was taken a second time.' : `It was ${status}, which nobody knew.`,
            },
      ),
  },
  access_after_refresh: {
    asks: 'Does the earlier access token still work after a refresh?',
    values: { lives: bothHandled, ends: bothHandled },
    tell: ({ formerAccess }) =>
      from(formerAccess, either('lives', 'ends', { yes: 'It still worked.', no: 'It was refused at once.' })),
  },
  authorization_iss: {
    unknown: 'U7',
    asks: 'Does the redirect after the consent name its issuer (`iss`)?',
    values: { no: bothHandled, yes: bothHandled },
    tell: ({ issuer }) => from(issuer, either('yes', 'no', { yes: 'It did.', no: 'It did not.' })),
  },
  second_grant: {
    asks: 'Does a second consent of the same person end the first grant?',
    values: {
      keeps_first: nothingToSet,
      ends_first:
        'A person who connects twice through one application ends the earlier account’s access: let each connect once, or give every application of yours an OAuth application of its own.',
    },
    tell: ({ firstGrant }) =>
      from(
        firstGrant,
        either('keeps_first', 'ends_first', { yes: 'The first went on working.', no: 'The first was dead.' }),
      ),
  },
  revoke_siblings: {
    asks: 'Does revoking one token end the person’s other grants for the application?',
    values: {
      no: nothingToSet,
      yes: 'Slotwire gives access back only once no other account of the person needs it; nothing to set.',
    },
    tell: ({ sibling }) =>
      from(
        sibling,
        either('no', 'yes', { yes: 'The other grant went on working.', no: 'The other was dead.' }),
      ),
  },
  limit_bucket: {
    asks: 'Whose calls does a minute’s limit count?',
    values: {
      application_and_user: nothingToSet,
      user: 'Other applications of the same person use up the same minute. Slotwire follows the count that each answer tells; `CALENDLY_PER_SECOND` leaves the others room.',
    },
    tell: ({ takenByOthers }) =>
      from(takenByOthers, (taken) => {
        if (taken === 0)
          return {
            value: 'application_and_user',
            seen: 'Three calls of another application took nothing from ours.',
          };
        if (taken === 3)
          return { value: 'user', seen: 'Three calls of another application took three from ours.' };
        return { open: `Three calls of another application took ${taken} from ours.` };
      }),
  },
  free_invitees_limit: {
    asks: 'Which limit of booking by the API has the free plan?',
    values: { trial: bothHandled, paid: bothHandled },
    tell: ({ freeBookings }) =>
      from(freeBookings, (taken) => {
        if (taken === 6) return { value: 'paid', seen: 'Six bookings within a minute were taken.' };
        return taken === 5
          ? { value: 'trial', seen: 'The sixth booking was refused.' }
          : { open: `After ${taken} bookings one more was refused, which nobody knew.` };
      }),
  },
} as const satisfies Record<string, Question>;
