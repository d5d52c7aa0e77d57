/**
 * The words for what the callback's address tells by code alone. Always in one order: what happened, what it
 * means for meetings, the way out. Everything else the server tells in words of its own.
 */
interface Words {
  happened: string;
  means: string;
  wayOut: string;
}

export const connectErrors: Record<string, Words> = {
  consent_declined: {
    happened: 'The person said no at Calendly.',
    means: 'Nothing was stored, and no meeting is read.',
    wayOut: 'Connect again, or send the link again, when the time is right.',
  },
  attempt_unknown: {
    happened: 'This authorization was already used, has ended, or began in another browser.',
    means: 'Nothing was stored, and no meeting is affected.',
    wayOut: 'Press Connect again and finish it in this browser.',
  },
  client_refused: {
    happened: 'Calendly does not accept this Client ID and secret together.',
    means: 'No account was touched; meetings that are known stay.',
    wayOut: 'Paste the secret again under Update credentials; if it is lost, make a new one at Calendly.',
  },
  calendly_refused_authorization: {
    happened: 'Calendly did not complete the authorization.',
    means: 'Nothing was stored, and no meeting is affected.',
    wayOut: 'Press Connect again; if it happens twice, check the redirect URI at Calendly.',
  },
  other_calendly_user: {
    happened: 'Another Calendly person signed in than the one connected until now.',
    means: 'Nothing has changed, and meetings keep arriving as before.',
    wayOut: 'Sign in at Calendly as the person before, or disconnect the first one.',
  },
  scope_missing: {
    happened: 'Calendly did not grant a permission that meetings need.',
    means: 'Nothing was stored, and no meeting is read.',
    wayOut: 'Press Connect again and leave every permission checked.',
  },
  calendly_unreachable: {
    happened: 'Calendly did not answer.',
    means: 'Nothing was stored, and no meeting is affected.',
    wayOut: 'Press Connect again in a minute.',
  },
};

const unknownError: Words = {
  happened: 'The authorization did not complete.',
  means: 'Nothing was stored, and no meeting is affected.',
  wayOut: 'Press Connect again; if it stays, look into the log of Slotwire.',
};

export function connectError(code: string): Words {
  return Object.hasOwn(connectErrors, code) ? connectErrors[code]! : unknownError;
}

export const signInCommand = 'npm run slotwire -- sign-in';

/** Why single sign-on ended without anybody signed in. */
const signInRefusals: Record<string, Words> = {
  not_a_member: {
    happened: 'You are no member of this tenant.',
    means: 'The single sign-on knows you, and no meeting was shown.',
    wayOut: 'Ask an owner to invite you with the email that you sign in with.',
  },
  single_sign_on_off: {
    happened: 'Single sign-on is not set up here.',
    means: 'Nobody was signed in.',
    wayOut: 'Ask an owner for a sign-in link.',
  },
  single_sign_on_unreachable: {
    happened: 'The single sign-on does not answer as it should.',
    means: 'Nobody was signed in; Slotwire keeps receiving meetings.',
    wayOut: 'Try again in a minute, or ask an owner for a sign-in link.',
  },
};

const signInUnknown: Words = {
  happened: 'Single sign-on did not complete.',
  means:
    'It was begun in another browser, took longer than ten minutes, or was declined. Nobody was signed in.',
  wayOut: 'Begin again in this browser.',
};

export function signInRefusal(code: string): Words {
  return Object.hasOwn(signInRefusals, code) ? signInRefusals[code]! : signInUnknown;
}
