/**
 * Reads the body of a delivery. Nothing an invitee can type makes it throw or keeps the rest from being read;
 * topics and fields that we do not know are no fault. Text is handed on as it is, whatever characters it holds.
 */
import { z } from 'zod';
import { type InviteePayload, inviteePayload } from './resources/bookings.ts';
import { timestamp } from './resources/fields.ts';
import { type InviteeTopic, isInviteeTopic } from './topics.ts';

interface Sent {
  /** When Calendly made the delivery. */
  createdAt: string;
  /** URI of the user who made the subscription; neither host nor invitee. */
  createdBy: string;
}

export type Envelope =
  | (Sent & { kind: 'invitee'; topic: InviteeTopic; payload: InviteePayload })
  | (Sent & { kind: 'other'; topic: string; payload: unknown });

export type ParsedDelivery =
  | { ok: true; envelope: Envelope }
  /** `position` is where in the document it went wrong: `payload.scheduled_event.start_time`. */
  | { ok: false; reason: 'not_json' | 'wrong_shape'; position?: string };

const envelopeShape = z.object({
  event: z.string(),
  created_at: timestamp,
  created_by: z.string(),
  payload: z.unknown().optional(),
});

export function parseDelivery(bytes: Uint8Array): ParsedDelivery {
  const document = parseJson(bytes);
  if (document === undefined) return { ok: false, reason: 'not_json' };
  const envelope = envelopeShape.safeParse(document);
  if (!envelope.success) return wrongShape(envelope.error, []);
  const { event: topic, created_at: createdAt, created_by: createdBy, payload } = envelope.data;
  if (!isInviteeTopic(topic)) {
    return { ok: true, envelope: { kind: 'other', topic, createdAt, createdBy, payload } };
  }
  const invitee = inviteePayload.safeParse(payload);
  if (!invitee.success) return wrongShape(invitee.error, ['payload']);
  return { ok: true, envelope: { kind: 'invitee', topic, createdAt, createdBy, payload: invitee.data } };
}

/** Bytes that are not UTF-8 become U+FFFD, and a byte order mark is passed over. The error would quote the text. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function wrongShape(error: z.ZodError, above: PropertyKey[]): ParsedDelivery {
  const path = [...above, ...(error.issues[0]?.path ?? [])];
  return { ok: false, reason: 'wrong_shape', position: path.map(String).join('.') };
}
