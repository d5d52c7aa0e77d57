/** One account or all: looked for by name, email or id as it is typed. */
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Account } from '../../sdk/index.ts';
import { selectAll } from '../kit/select-all.ts';
import { plain } from '../kit/text.tsx';
import { usePages } from '../kit/use-pages.ts';
import { accountQuery, accountsQuery } from '../queries.ts';
import { nameOf } from './name.ts';

export function AccountSelect(props: { value: string | undefined; onChange(id: string | undefined): void }) {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 250);
  const { items: found } = usePages(accountsQuery(search ? { search } : {}));
  const chosen = useQuery({ ...accountQuery(props.value ?? ''), enabled: props.value !== undefined });
  const accounts = new Map<string, Account>();
  if (chosen.data) accounts.set(chosen.data.id, chosen.data);
  for (const account of found) accounts.set(account.id, account);
  const options = [...accounts.values()].map((account) => ({
    value: account.id,
    label: plain(nameOf(account.endUser)),
  }));
  return (
    <Select
      aria-label="Account"
      searchable
      allowDeselect={false}
      onClick={selectAll}
      onFocus={selectAll}
      comboboxProps={{ width: 260, position: 'bottom-start' }}
      value={props.value ?? ''}
      data={[{ value: '', label: 'All accounts' }, ...options]}
      onSearchChange={(text) =>
        setTyped(options.some(({ label }) => label === text) || text === 'All accounts' ? '' : text.trim())
      }
      filter={({ options: all }) => all}
      onChange={(id) => props.onChange(id || undefined)}
    />
  );
}
