/**
 * Types the texts wherever somebody outside can: an invitee at the emulator, the operator's program at our API.
 * Field `f` of the `i`th gets text `i + f × stride`: few of them carry every text somewhere, as many as there are
 * texts carry every text in every field.
 */
import type { Account, ApiKey, Connection } from '../../../sdk/types.ts';
import type { controlEmulator } from '../../support/emulator-control.ts';
import type { Visitor } from '../../support/visitor.ts';
import { asEmail } from './texts.ts';

export type Fields = Record<string, string>;

export interface Booked {
  /** The emulator's id of the invitee who has it now. */
  invitee: string;
  /** What was typed, by field. */
  typed: Fields;
  end: 'kept' | 'canceled' | 'moved';
}

const tracked = ['utm_campaign', 'utm_source', 'utm_medium', 'utm_content', 'utm_term', 'salesforce_uuid'];
const guests = 3;
const ends = ['kept', 'canceled', 'moved'] as const;

interface At {
  texts: readonly string[];
  index: number;
  stride: number;
  /** The mails' own, by which the bookings of one round are found. */
  domain: string;
}

function textAt({ texts, index, stride }: At, field: number): string {
  return texts[(index + field * stride) % texts.length]!;
}

export async function book(
  emulator: ReturnType<typeof controlEmulator>,
  eventType: string,
  question: string,
  at: At,
): Promise<Booked> {
  let field = 0;
  const next = () => textAt(at, field++);
  const typed: Fields = {
    name: next(),
    'first name': next(),
    'last name': next(),
    email: asEmail(next(), at.domain),
    answer: next(),
    location: next(),
    'text reminder number': next(),
    ...Object.fromEntries(tracked.map((name) => [name, next()])),
    ...Object.fromEntries(
      Array.from({ length: guests }, (_, n) => [`guest ${n}`, asEmail(next(), at.domain)]),
    ),
  };
  const reason = next();
  const { invitee } = await emulator.send<{ invitee: { id: string } }>('POST', '/book', {
    event_type: eventType,
    name: typed.name,
    first_name: typed['first name'],
    last_name: typed['last name'],
    email: typed.email,
    answers: [{ question, answer: typed.answer }],
    location: { kind: 'custom', location: typed.location },
    text_reminder_number: typed['text reminder number'],
    tracking: Object.fromEntries(tracked.map((name) => [name, typed[name]])),
    guests: Array.from({ length: guests }, (_, n) => typed[`guest ${n}`]),
  });
  const end = ends[(at.index + Math.floor(at.index / at.texts.length)) % ends.length]!;
  if (end === 'kept') return { invitee: invitee.id, typed, end };
  const path = end === 'canceled' ? '/cancel' : '/reschedule';
  const after = await emulator.send<{ invitee: { id: string } }>('POST', path, {
    invitee: invitee.id,
    reason,
  });
  return { invitee: after.invitee.id, typed: { ...typed, [`${end} because`]: reason }, end };
}

export interface Operated {
  typed: Record<'connection name' | 'API key name' | 'userId' | 'name' | 'email', string>;
  connectionId: number;
  accountId: string;
  keyId: string;
  /** The hosted page on which the end user is asked. */
  link: string;
}

/** An end user's account below a connection of its own, and a key of the API beside. */
export async function operate(operator: Visitor, at: At): Promise<Operated> {
  const next = (field: number, most: number) => keepable(textAt(at, 7 + field), most);
  const typed = {
    'connection name': next(0, 100),
    'API key name': next(1, 100),
    userId: next(2, 255),
    name: next(3, 100),
    email: asEmail(next(4, 100), at.domain),
  };
  const make = async <T>(path: string, body: object) => {
    const answer = await operator.post<T>(`/api/v1${path}`, body);
    if (answer.status !== 201)
      throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const connection = await make<Connection>('/connections', {
    type: 'calendly',
    name: typed['connection name'],
    clientId: `client-${at.index}`,
    clientSecret: 'secret',
  });
  const key = await make<ApiKey>('/api-keys', { name: typed['API key name'], scopes: ['meetings:read'] });
  const account = await make<Account>(`/users/${encodeURIComponent(typed.userId)}/accounts`, {
    connectionId: connection.id,
    name: typed.name,
    email: typed.email,
  });
  const link = await make<{ url: string }>(`/accounts/${account.id}/link`, {});
  return { typed, connectionId: connection.id, accountId: account.id, keyId: key.id, link: link.url };
}

/** So that lists stay short. */
export async function takeAway(operator: Visitor, { typed, connectionId, keyId }: Operated): Promise<void> {
  await operator.send('DELETE', `/api/v1/users/${encodeURIComponent(typed.userId)}`);
  await operator.send('DELETE', `/api/v1/api-keys/${keyId}`);
  await operator.send('DELETE', `/api/v1/connections/${connectionId}`);
}

/** Our API refuses what cannot be kept, and what is too long; the end of a text stays, for its mark stands there. */
function keepable(text: string, most: number): string {
  const signs = [...text.toWellFormed().replaceAll('\0', '')];
  return signs.slice(-most).join('').trim();
}
