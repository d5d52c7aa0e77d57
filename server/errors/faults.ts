/** Of the catalogue: faults of our own, and what keeps a start or a command from its work. */
import type { Entry } from '../errors.ts';

export const faults = {
  // ── ourselves ──
  unavailable: {
    status: 503,
    title: 'The database does not answer just now.',
    wayOut: 'Try again in a few seconds.',
  },
  internal: {
    status: 500,
    title: 'Something broke on our side.',
    wayOut: 'Try again; if it stays, look for the request id in the log.',
  },
  // ── start ──
  wrong_configuration: {
    status: 500,
    title: 'The configuration has problems.',
    wayOut: 'Correct what is named and start again.',
  },
  port_taken: {
    status: 500,
    title: 'The port is taken by another program.',
    wayOut: 'Stop that program, or choose another port with PORT (service) or EMULATOR_PORT (emulator).',
  },
  folder_unusable: {
    status: 500,
    title: 'The data folder cannot be used.',
    wayOut: 'Make it writable for the user who starts Slotwire, or choose another with SLOTWIRE_DATA.',
  },
  tenant_taken: {
    status: 409,
    title: 'There is a tenant of this short name.',
    wayOut:
      'Choose another with --slug, or sign in to that one with `npm run slotwire -- sign-in` and its short name.',
  },
  key_missing: {
    status: 500,
    title: 'The key ring cannot be used.',
    wayOut:
      'Set SLOTWIRE_KEYS, or the file or command, to `id:base64 of 32 bytes`; `npm run slotwire -- keys generate` makes one. One that is lost: docs/operations.md, Keys.',
  },
  keys_behind: {
    status: 409,
    title: 'Not every process seals with the new key yet. Nothing is lost.',
    wayOut:
      'Give every process the same ring with the new key first (`keys status` shows who lacks it), restart those that read it from SLOTWIRE_KEYS, and run this again.',
  },
  secret_unreadable: {
    status: 500,
    title: 'A stored secret cannot be opened.',
    wayOut:
      'Put the key it was sealed under back into the key ring; if it is lost, connect or enter it again.',
  },
  installation_elsewhere: {
    status: 500,
    title: 'This database belongs to another installation.',
    wayOut:
      'Start it where it belongs. A copy becomes an installation of its own by `npm run slotwire -- adopt`, which wipes its tokens; one that has moved here for good keeps them with `adopt --moved`.',
  },
  adoption_unfinished: {
    status: 500,
    title: 'This copy is being made an installation of its own, and that is not done.',
    wayOut: 'Run `npm run slotwire -- adopt` again; it goes on where it was.',
  },
  adoption_unconfirmed: {
    status: 500,
    title: 'Nobody said yes. Nothing was changed.',
    wayOut: 'Run it at a terminal and answer, or say it beforehand with --yes.',
  },
  import_wrong: {
    status: 422,
    title: 'Some rows of the file are not right. Nothing was taken over.',
    wayOut: 'Correct what is named; docs/moving-over.md tells every field.',
  },
  activation_unconfirmed: {
    status: 409,
    title: 'Nobody said that the older integration has stopped refreshing. Nothing was activated.',
    wayOut: 'Stop its refresher, import its rows once more, then answer, or say it with --refresher-stopped.',
  },
  probe_could_end_access: {
    status: 409,
    title:
      'The probe may end every access that was given to this application. Nothing was asked of Calendly.',
    wayOut: 'Use a sandbox application that nothing else uses, and answer so, or say it with --nobody-else.',
  },
  refresher_runs: {
    status: 409,
    title:
      'Some tokens were used or revoked since they were imported. Nothing of this portion was activated.',
    wayOut:
      'Stop what refreshes them and import the newest rows. What stays so was revoked: go on without it with --leave-out.',
  },
  rest_is_another: {
    status: 409,
    title: 'Those named are not whom it alone serves now. Nothing was changed.',
    wayOut: 'Look at the list once more, and name exactly those.',
  },
  database_refused: {
    status: 500,
    title: 'This database cannot be served from.',
    wayOut: 'Do what the message says and start again.',
  },
} as const satisfies Record<string, Entry>;
