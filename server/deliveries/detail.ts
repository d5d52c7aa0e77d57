/** One delivery with all that is known of it: what it did, how it was verified, its bytes. Never a key or a signature. */
import { isUtf8 } from 'node:buffer';
import type { DeliveryDetail } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';
import { toWireId } from '../ids.ts';
import { changeWords, type Meetings } from '../meetings/index.ts';
import type { Vault } from '../vault/index.ts';
import { signatureHeader } from './arrival.ts';
import * as read from './read.ts';
import { placeOf, unpack } from './unverified.ts';

const textUpTo = 256 * 1024;
const hexUpTo = 4096;

export interface Describe {
  detail(tx: Tx, tenantId: string, id: string): Promise<DeliveryDetail | undefined>;
  /** The bytes as they came; undefined when there is no such delivery, or none were kept. */
  raw(tx: Tx, tenantId: string, id: string): Promise<Buffer | undefined>;
}

export function createDescribe(deps: { vault: Vault; meetings: Pick<Meetings, 'find'> }): Describe {
  const { vault, meetings } = deps;

  async function describe(tx: Tx, row: read.FullDelivery): Promise<DeliveryDetail> {
    const copies = await read.listCopies(tx, row);
    return {
      ...read.present(row),
      explanation: explain(row.reason),
      verification: {
        key: row.keyUsed,
        signedAt: row.signedAt,
        skewSeconds: (Date.parse(row.receivedAt) - Date.parse(row.signedAt)) / 1000,
        fresh: row.trust === 'verified',
      },
      headers: hideSignature(row.headers),
      body: presentBody(row.body, row.wholeLength),
      effects: row.effects.map(({ at, type, meetingId }) => ({
        at,
        type,
        words: changeWords(type),
        meetingId: toWireId('meeting', meetingId),
      })),
      meeting: (row.meetingId && (await meetings.find(tx, row.meetingId))) || null,
      copies: copies.map((copy) => ({ ...copy, id: toWireId('delivery', copy.id) })),
    };
  }

  async function unverified(tx: Tx, tenantId: string, id: string) {
    const row = await read.findUnverified(tx, id);
    const none = { headers: {}, body: Buffer.alloc(0) };
    return (
      row && { row, ...(row.sealed ? unpack(vault.openBytes(row.sealed, placeOf(tenantId, id))) : none) }
    );
  }

  return {
    async detail(tx, tenantId, id) {
      const row = await read.findDelivery(tx, id);
      if (row) return describe(tx, row);
      const kept = await unverified(tx, tenantId, id);
      return (
        kept && {
          ...read.present(kept.row),
          explanation: explain(kept.row.sealed ? 'unverified' : 'unverified_too_large'),
          verification: null,
          headers: hideSignature(kept.headers),
          body: presentBody(kept.body),
          effects: [],
          meeting: null,
          copies: [],
        }
      );
    },
    async raw(tx, tenantId, id) {
      const row = await read.findDelivery(tx, id);
      if (row) return row.body;
      const kept = await unverified(tx, tenantId, id);
      return kept?.row.sealed ? kept.body : undefined;
    },
  };
}

/** With it and the body anybody could say the same again. */
function hideSignature(headers: Record<string, string>): Record<string, string> {
  const signature = headers[signatureHeader];
  if (signature === undefined) return headers;
  return { ...headers, [signatureHeader]: signature.replace(/(v\d+)=[^,]*/g, '$1=***') };
}

/** `whole`: how long it was, where only its beginning is kept. */
function presentBody(bytes: Buffer, whole: number | null = null): DeliveryDetail['body'] {
  const asText = bytes.length <= textUpTo && isUtf8(bytes);
  return {
    length: whole ?? bytes.length,
    text: asText ? bytes.toString('utf8') : null,
    hex: asText ? null : bytes.toString('hex', 0, hexUpTo),
  };
}

const explanations: Readonly<Record<string, { words: string; wayOut: string }>> = {
  not_json: {
    words: 'The bytes are no JSON. They are kept whole, and everything behind them moved on.',
    wayOut: 'Replay it after an update that can read it.',
  },
  wrong_shape: {
    words:
      'It is not shaped as Calendly’s deliveries are. It is kept whole, and everything behind it moved on.',
    wayOut: 'Replay it after an update that can read it.',
  },
  foreign_envelope: {
    words: 'Truly signed, but made for another Calendly account than this one. It changed nothing.',
    wayOut: 'Check at Calendly which subscriptions send to this address.',
  },
  account_ended: {
    words: 'The account was not connected when its turn came. No meeting was touched.',
    wayOut: 'Connect the account again, then replay it.',
  },
  too_long: {
    words:
      'Truly signed, but too long to be held: only its beginning is kept. The account was read again instead.',
    wayOut: 'Nothing to do.',
  },
  fault: {
    words: 'Applying it failed by a mistake of ours. It changed nothing, and everything behind it moved on.',
    wayOut: 'Look into the log of Slotwire for its id, then replay it.',
  },
  unverified: {
    words:
      'It came while no signing key was known, so its bytes changed nothing. Calendly was asked instead.',
    wayOut: 'Enter the webhook signing key under Connections; what it verifies is applied.',
  },
  unverified_too_large: {
    words: 'It came while no signing key was known and is too large to keep so. Calendly was asked instead.',
    wayOut: 'Enter the webhook signing key under Connections.',
  },
};

/** `wrong_shape: payload.uri` names where in the document it went wrong. */
function explain(reason: string | null): DeliveryDetail['explanation'] {
  if (reason === null) return null;
  const [code = '', position] = reason.split(': ', 2);
  const known = Object.hasOwn(explanations, code) ? explanations[code]! : explanations.fault!;
  return position ? { ...known, words: `${known.words} It went wrong at ${position}.` } : known;
}
