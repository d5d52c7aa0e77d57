/** Of the catalogue: what whoever asks the service may be refused, by whom it asks and what for. */
import type { Entry } from '../errors.ts';

export const refusals = {
  // ── requests ──
  malformed_request: {
    status: 400,
    title: 'The request could not be read.',
    wayOut: 'Send JSON as the API description shows.',
  },
  wrong_fields: {
    status: 422,
    title: 'Some fields are not right.',
    wayOut: 'Correct the fields that are named and send again.',
  },
  not_signed_in: {
    status: 401,
    title: 'Nobody is signed in.',
    wayOut:
      'Ask an owner for a link, or run `npm run slotwire -- sign-in` where Slotwire runs and open what it prints.',
  },
  link_used_or_ended: {
    status: 401,
    title: 'This sign-in link has been used or has ended.',
    wayOut:
      'Ask an owner for a new one, or run `npm run slotwire -- sign-in` where Slotwire runs and open what it prints.',
  },
  last_owner: {
    status: 409,
    title: 'A tenant keeps at least one owner. Nothing was changed.',
    wayOut: 'Make somebody else an owner first.',
  },
  member_is_there: {
    status: 409,
    title: 'Somebody with this email is a member already.',
    wayOut: 'Make a new sign-in link for them in Settings, Team.',
  },
  single_sign_on_off: {
    status: 404,
    title: 'Single sign-on is not set up here.',
    wayOut: 'Sign in by a one-time link, or set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.',
  },
  single_sign_on_failed: {
    status: 400,
    title: 'Single sign-on did not complete. Nobody was signed in.',
    wayOut: 'Begin again on the sign-in page, in the same browser.',
  },
  single_sign_on_unreachable: {
    status: 502,
    title: 'The single sign-on does not answer as it should.',
    wayOut: 'Try again; if it stays, check OIDC_ISSUER and the log of Slotwire.',
  },
  not_a_member: {
    status: 403,
    title: 'You signed in, but are no member of this tenant.',
    wayOut: 'Ask an owner to invite you with the email that you sign in with.',
  },
  not_allowed: {
    status: 403,
    title: 'Your role does not allow this.',
    wayOut: 'Ask an owner of this tenant.',
  },
  foreign_request: {
    status: 403,
    title: 'The request did not come from this application.',
    wayOut: 'Send the header `x-slotwire-request: 1` from the same origin.',
  },
  api_key_unknown: {
    status: 401,
    title: 'This is no API key of ours, or it was revoked.',
    wayOut: 'Send `Authorization: Bearer swk_…` with a whole key; an operator can make a new one.',
  },
  api_key_not_enough: {
    status: 403,
    title: 'This API key may not do this.',
    wayOut: 'Use a key that has the scope, or sign in as a member where no key will do.',
  },
  too_many_requests: {
    status: 429,
    title: 'These are more requests than one caller may send in a minute.',
    wayOut: 'Wait as long as `Retry-After` says; `RateLimit` tells what is left beforehand.',
  },
  request_running: {
    status: 409,
    title: 'A request with this Idempotency-Key is just being answered.',
    wayOut: 'Send it again after a second; then it gets the same answer.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'This Idempotency-Key came with another request before. Nothing was done.',
    wayOut: 'Give each request a key of its own, and repeat only the very same request with it.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing at this address.',
    wayOut: 'Check the address or go back to the list.',
  },
  too_large: {
    status: 413,
    title: 'The request is too large.',
    wayOut: 'Send less at once.',
  },
  headers_too_large: {
    status: 431,
    title: 'The head of the request is too large.',
    wayOut: 'Send fewer or shorter headers; cookies count too.',
  },
  request_too_slow: {
    status: 408,
    title: 'The request did not come to its end in time.',
    wayOut: 'Send it again, faster.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'This content type or encoding is not read here.',
    wayOut: 'Send plain JSON without compression.',
  },
  // ── connections ──
  connection_id_taken: {
    status: 409,
    title: 'This connection id is taken or was used before.',
    wayOut: 'Leave the id out; Slotwire gives the next free one.',
  },
  connection_has_accounts: {
    status: 409,
    title: 'Accounts are still connected through this connection.',
    wayOut: 'Disconnect them first, or delete it with `disconnect` set to their number.',
  },
  connection_is_calendly: {
    status: 422,
    title: 'A connection stays Calendly.',
    wayOut: 'For another service create a new connection instead.',
  },
  connection_is_configured: {
    status: 409,
    title: 'This connection stands in the configuration file.',
    wayOut: 'Change it there and start again; taken out of the file, it can be changed or deleted here.',
  },
  // ── authorization ──
  attempt_unknown: {
    status: 400,
    title: 'This authorization was already used, has ended, or began in another browser. Nothing was stored.',
    wayOut: 'Press Connect again.',
  },
  consent_declined: {
    status: 400,
    title: 'The person said no at Calendly. Nothing was stored.',
    wayOut: 'Connect again when the time is right.',
  },
  calendly_refused_authorization: {
    status: 502,
    title: 'Calendly did not complete the authorization. Nothing was stored.',
    wayOut: 'Press Connect again; if it happens twice, check the redirect URI at Calendly.',
  },
  client_refused: {
    status: 502,
    title: 'Calendly does not accept this Client ID and secret together. No account was touched.',
    wayOut: 'Paste the secret again under Update credentials; if it is lost, make a new one at Calendly.',
  },
  return_address_not_listed: {
    status: 422,
    title: 'Connects may not send the browser back to this address.',
    wayOut:
      'Add its origin to the return addresses of this tenant (`PUT /api/v1/settings/return-addresses`), or give a path of our own pages.',
  },
  tried_too_often: {
    status: 429,
    title: 'This Calendly person was connected too often within a minute. Nothing was stored.',
    wayOut: 'Wait a minute, then press Connect again.',
  },
  connect_link_ended: {
    status: 410,
    title: 'This link has been used, or has ended.',
    wayOut: 'Ask for a new one where you got it.',
  },
  other_calendly_user: {
    status: 409,
    title: 'Another Calendly person signed in than the one connected until now. Nothing was changed.',
    wayOut: 'Disconnect the first, or sign in at Calendly as the person before.',
  },
  scope_missing: {
    status: 409,
    title: 'Calendly did not grant a permission that meetings need. Nothing was stored.',
    wayOut: 'Press Connect again and leave every permission checked.',
  },
  personal_token_refused: {
    status: 422,
    title: 'Calendly does not accept this personal access token. Nothing was stored.',
    wayOut: 'Copy all of it; or make a new one at Calendly under Integrations, API & Webhooks.',
  },
  personal_token_not_enough: {
    status: 422,
    title: 'This personal access token lacks a permission that meetings need. Nothing was stored.',
    wayOut: 'Make a new one at Calendly with every permission that the connection asks for, and enter that.',
  },
  // ── accounts ──
  account_not_connected: {
    status: 409,
    title: 'This account is not connected.',
    wayOut: 'Connect it first.',
  },
  repair_plan_changed: {
    status: 409,
    title: 'The account looks different from when the plan was computed. Nothing was done.',
    wayOut: 'Compute the plan again, look at what differs, and run that.',
  },
  repair_needs_person: {
    status: 409,
    title: 'Nothing of this can be repaired from here.',
    wayOut: 'Do what the plan says that people must do; everything else follows by itself.',
  },
  account_disconnecting: {
    status: 409,
    title: 'This account is being disconnected just now.',
    wayOut: 'Wait until that is complete, then connect again.',
  },
  // ── Calendly ──
  calendly_unreachable: {
    status: 502,
    title: 'Calendly did not answer.',
    wayOut: 'Nothing to do; it is tried again by itself.',
  },
  calendly_limits: {
    status: 429,
    title: 'Too many requests are waiting for this account; this one was not sent.',
    wayOut: 'Send it again after as many seconds as are told.',
  },
  calendly_refused_access: {
    status: 502,
    title: 'Calendly does not accept this account’s access any more.',
    wayOut: 'Send it once more: access is renewed first. If it stays, connect the account again.',
  },
  calendly_unreadable: {
    status: 502,
    title: 'Calendly’s answer could not be read. What was asked may have been done.',
    wayOut: 'Look at Calendly before you send it again.',
  },
  // ── the emulator ──
  emulator_unreachable: {
    status: 502,
    title: 'The emulator does not answer.',
    wayOut: 'Start it with `npm run emulator`, or everything with `npm start`.',
  },
  emulator_refused: {
    status: 409,
    title: 'The emulator said no.',
    wayOut: 'Do what its answer says, or try it on its own pages.',
  },
  // ── deliveries ──
  unknown_subscription: {
    status: 404,
    title: 'No subscription has this address.',
    wayOut: 'Nothing to do; the delivery was not kept.',
  },
  subscription_ended: {
    status: 410,
    title: 'The account behind this address was disconnected.',
    wayOut: 'Delete the subscription at Calendly.',
  },
  wrong_signature: {
    status: 401,
    title: 'The delivery carries no signature of ours.',
    wayOut: 'If the application’s signing key was changed at Calendly, give the connection the new one.',
  },
} as const satisfies Record<string, Entry>;
