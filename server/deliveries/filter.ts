/**
 * Which deliveries are asked for, as conditions of SQL: one on what was verified, and one on what no key verified,
 * where the question can be about that. What one searches for is an id of ours, a URI of Calendly's or how a topic
 * begins.
 */
import { firstUuidAt, fromWireId } from '../ids.ts';

export interface DeliveryFilter {
  accountId?: string | undefined;
  outcome?: string | undefined;
  topic?: string | undefined;
  /** Received from then on, and before then. */
  from?: string | undefined;
  to?: string | undefined;
  search?: string | undefined;
}

export interface Conditions {
  deliveries: string;
  /** Undefined: none of them is meant. */
  unverified: string | undefined;
  values: unknown[];
}

const common = new Set(['waiting', 'applied', 'no_change']);
/** A row's id is made just before the time that it was received at is taken. */
const slackMs = 1000;

export function conditionsOf(filter: DeliveryFilter, from?: { cursor: string | undefined }): Conditions {
  const { accountId, outcome, topic } = filter;
  const values: unknown[] = [];
  const both: string[] = ['tenant_id = tenant()'];
  const verified: string[] = [];
  const place = (value: unknown) => `$${values.push(value)}`;

  if (accountId) both.push(`account_id = ${place(accountId)}`);
  if (filter.from) {
    const first = firstUuidAt(Date.parse(filter.from) - slackMs);
    both.push(`received_at >= ${place(filter.from)}`, `id >= ${place(first)}`);
  }
  if (filter.to) {
    const after = firstUuidAt(Date.parse(filter.to) + 1);
    both.push(`received_at < ${place(filter.to)}`, `id < ${place(after)}`);
  }
  if (from?.cursor) both.push(`id <= ${place(from.cursor)}`);
  // Named in the statement, so that the index of the unusual ones is known to hold them all.
  if (outcome) verified.push(`outcome = ${place(outcome)}${common.has(outcome) ? '' : ` and ${unusual}`}`);
  if (topic) verified.push(`topic = ${place(topic)}`);
  const sought = filter.search === undefined ? {} : seek(filter.search, place);
  if (sought.both) both.push(sought.both);
  if (sought.verified) verified.push(sought.verified);

  const about = outcome === 'unverified' || (!outcome && !topic && !sought.verified);
  return {
    deliveries: [...both, ...verified].join(' and '),
    unverified: about ? both.join(' and ') : undefined,
    values,
  };
}

const unusual = "outcome not in ('waiting', 'applied', 'no_change')";

/** `verified`: what no key verified is not meant. */
interface Sought {
  both?: string;
  verified?: string;
}

function seek(text: string, place: (value: unknown) => string): Sought {
  const id = fromWireId('delivery', text);
  if (id) return { both: `id = ${place(id)}` };
  const accountId = fromWireId('account', text);
  if (accountId) return { both: `account_id = ${place(accountId)}` };
  const meetingId = fromWireId('meeting', text);
  if (meetingId) return { verified: ofMeeting(place(meetingId)) };
  const [uri, last] = /^https?:\/\/\S*\/([\w-]+)\/?$/.exec(text) ?? [];
  if (uri && last) return { verified: naming(place(uri.replace(/\/$/, '')), place(last)) };
  return { verified: `starts_with(topic, ${place(text)})` };
}

/** Also under the ids that it had before. */
function ofMeeting(id: string): string {
  return `account_id in (select m.account_id from meetings m where m.tenant_id = tenant() and m.id = ${id})
    and meeting_id in (select ${id}::uuid union all
      select a.alias from meeting_aliases a where a.tenant_id = tenant() and a.meeting_id = ${id})`;
}

/** Bytes are looked through only of accounts that know what the URI names. */
function naming(uri: string, last: string): string {
  return `account_id in (
      select i.account_id from invitees i where i.tenant_id = tenant() and i.uuid = ${last}::text
      union all select i.account_id from invitees i where i.tenant_id = tenant() and i.event_uuid = ${last}::text
      union all select a.id from accounts a where a.tenant_id = tenant() and a.calendly_user = ${uri}::text)
    and position(convert_to(${last}::text, 'UTF8') in body) > 0`;
}
