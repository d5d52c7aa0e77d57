/** For whom a connect link is made: those who wait for one first, then whoever is looked for. */
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Account, Page } from '../../sdk/index.ts';
import { address, get, problemOf } from '../api.ts';
import { Chooser } from './chooser.tsx';
import { accountEntry } from './entries.ts';

export function LinkFor({ onChoose, onClose }: { onChoose(account: Account): void; onClose(): void }) {
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed.trim(), 200);
  const { data, error } = useQuery({
    queryKey: ['accounts', 'link', text],
    queryFn: ({ signal }) =>
      get<Page<Account>>(
        address(
          '/api/v1/accounts',
          text === '' ? { state: 'configured', limit: 5 } : { search: text, limit: 8 },
        ),
        signal,
      ),
  });
  const entries = (data?.items ?? []).map((account) => ({
    ...accountEntry(account, { account: () => onChoose(account) }),
    off: isToConnect(account) ? undefined : 'Connected already',
  }));
  return (
    <Chooser
      label="For whom? Name, email or user id"
      text={typed}
      onText={setTyped}
      groups={[{ title: text === '' ? 'Not connected yet' : 'Accounts', entries }]}
      status={statusOf(text, data?.items.length, error)}
      onChoose={(entry) => entry.run()}
      onClose={onClose}
    />
  );
}

function isToConnect({ status }: Account): boolean {
  return status.actions.some((action) => action === 'Connect' || action === 'Re-connect');
}

function statusOf(text: string, count: number | undefined, error: unknown): string {
  if (error) return problemOf(error).title;
  if (count === undefined) return 'Looking …';
  if (count > 0) return 'The link works once, for an hour. Whoever opens it connects as this person.';
  return text === '' ? 'Nobody waits for a link. Type a name.' : `Nobody is called “${text}”.`;
}
