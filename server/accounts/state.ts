/**
 * The four states of an account, what moves it between them, what each allows, and the words for why it is
 * where it is. A move that its state does not allow is not made.
 */
import type { Action, State, Status } from '../../sdk/types.ts';

export type Move = 'consented' | 'access_ended' | 'access_found' | 'disconnected';

/** The database refuses whatever is not here: `accounts_move` in its migrations. */
export const moves: Readonly<Record<Move, { from: readonly State[]; to: State; words: string }>> = {
  consented: {
    from: ['configured', 'connected', 'disconnected', 'error'],
    to: 'connected',
    words: 'the person grants access at Calendly',
  },
  access_ended: { from: ['connected'], to: 'error', words: 'Calendly refuses our access' },
  access_found: { from: ['error'], to: 'connected', words: 'tokens that were thought lost came after all' },
  disconnected: {
    from: ['connected', 'error'],
    to: 'disconnected',
    words: 'everything is given back to Calendly, and secrets are wiped',
  },
};

export const actions: Readonly<Record<State, Action[]>> = {
  configured: ['Connect'],
  connected: ['Disconnect', 'Test'],
  disconnected: ['Re-connect'],
  error: ['Update credentials', 'Re-connect'],
};

/** Whether somebody consented and we have not given it back. */
export function isLive(state: State): boolean {
  return state === 'connected' || state === 'error';
}

export const reasons = {
  access_revoked: {
    words:
      'Calendly ended our access: a new password, email or way to sign in, or the app was removed. Meetings until then are kept.',
    wayOut: 'The person presses Re-connect; send them a connect link.',
  },
  renewal_lost: {
    words:
      'Calendly renewed our access, but its answer never arrived, so access ends within two hours. What Calendly sends is still received.',
    wayOut: 'The person presses Re-connect; send them a connect link.',
  },
  access_refused: {
    words:
      'Calendly refuses a token that it gave a moment before. What Calendly sends is still received, nothing can be asked.',
    wayOut: 'The person presses Re-connect; if it happens again, ask Calendly’s support about this account.',
  },
  token_refused: {
    words:
      'Calendly does not accept the personal access token any more: it was deleted there, or its owner has a new password, email or way to sign in. Meetings until then are kept.',
    wayOut: 'Enter a new token; or the person presses Re-connect.',
  },
  key_lost: {
    words:
      'The key that sealed this account’s tokens was lost and given up, so nothing can be asked of Calendly. What Calendly sends is still received.',
    wayOut: 'The person presses Re-connect; send them a connect link.',
  },
  left_at_calendly: {
    words:
      'Disconnected and erased here, but access had ended before, so a subscription still stands at Calendly. What it sends is refused.',
    wayOut:
      'The person, or an administrator of their organization, deletes it; Calendly switches it off by itself too.',
  },
  taken_over: {
    words:
      'Taken over from an older integration and not activated yet. What Calendly sends is received; nothing is asked with its access.',
    wayOut: 'Stop what refreshes it elsewhere, then run `slotwire activate`; or the person presses Connect.',
  },
  copied: {
    words:
      'This is a copy of another installation; the access that stood in it was not taken along. Nothing was changed at Calendly.',
    wayOut: 'Connect it here. The original goes on as it was.',
  },
} as const;
export type Reason = keyof typeof reasons;

export function describeReason(code: string | null): Status['reason'] {
  if (code === null) return null;
  return { code, ...reasons[code as Reason] };
}
