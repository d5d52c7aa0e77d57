/**
 * Looks for what was typed or pasted. An id or a URI names a record, and only for such records is asked; anything else
 * is a part of how somebody is called: accounts, and the meetings nearest to now.
 */
import type { Account, Delivery, Meeting, Page } from '../../sdk/index.ts';
import { address, get } from '../api.ts';

/** Of each kind. */
const most = 5;

export interface Found {
  accounts: Account[];
  meetings: Meeting[];
  deliveries: Delivery[];
}

export const nothing: Found = { accounts: [], meetings: [], deliveries: [] };

/** One letter finds everybody. */
export function isWorthFinding(text: string): boolean {
  return [...text].length > 1;
}

export async function find(text: string, signal?: AbortSignal): Promise<Found> {
  const list = async <T>(kind: string, more: Record<string, string> = {}) => {
    const query = { search: text, limit: most, ...more };
    return (await get<Page<T>>(address(`/api/v1/${kind}`, query), signal)).items;
  };
  const accounts = () => list<Account>('accounts');
  const meetings = () => list<Meeting>('meetings');
  const deliveries = () => list<Delivery>('deliveries');

  const kind = kindOf(text);
  if (kind === 'account') return { ...nothing, accounts: await accounts() };
  if (kind === 'meeting') return { ...nothing, meetings: await meetings() };
  if (kind === 'delivery') return { ...nothing, deliveries: await deliveries() };
  if (kind === 'booking') {
    const [found, sent] = await Promise.all([meetings(), deliveries()]);
    return { ...nothing, meetings: found, deliveries: sent };
  }
  if (kind === 'address') {
    const [found, sent] = await Promise.all([accounts(), deliveries()]);
    return { ...nothing, accounts: found, deliveries: sent };
  }
  const now = new Date().toISOString();
  const [people, ahead, past] = await Promise.all([
    accounts(),
    list<Meeting>('meetings', { from: now }),
    list<Meeting>('meetings', { to: now, order: 'desc' }),
  ]);
  return { ...nothing, accounts: people, meetings: [...ahead, ...past].slice(0, most) };
}

/** What this text names by itself; undefined: nothing. */
export function kindOf(text: string): 'account' | 'meeting' | 'delivery' | 'booking' | 'address' | undefined {
  if (text.startsWith('acc_')) return 'account';
  if (text.startsWith('mtg_')) return 'meeting';
  if (text.startsWith('dlv_')) return 'delivery';
  if (!/^https?:\/\/\S+$/.test(text)) return undefined;
  return text.includes('/scheduled_events/') ? 'booking' : 'address';
}
