/** Where connects may send people back to: the origins that the operator listed. Each adding and removing is one save. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReturnAddresses } from '../../sdk/index.ts';
import { isRefused, put } from '../api.ts';
import { Load } from '../kit/load.tsx';
import { SkeletonRows } from '../kit/log-list.tsx';
import { Refusal } from '../kit/refusal.tsx';
import { tell, tellRefusal } from '../kit/tell.ts';
import { useFields } from '../kit/use-fields.ts';
import { returnAddressesQuery } from '../queries.ts';
import { Page } from '../shell/page.tsx';
import { useMayChange } from '../shell/session.ts';
import classes from './return-addresses.module.css';

export function ReturnAddressesPage() {
  const query = useQuery(returnAddressesQuery);
  return (
    <Page title="Return addresses" trail="Return addresses · Settings">
      <div className={classes.page}>
        <p className={classes.about}>
          A connect that begins in your application tells its pages how it ended, and can send its person back
          to them. List their addresses; any other is refused. Slotwire’s own pages always count.
        </p>
        <Load query={query} skeleton={<SkeletonRows rows={3} />}>
          {(addresses) => (
            <>
              <Listed addresses={addresses} />
              <Add addresses={addresses} />
            </>
          )}
        </Load>
      </div>
    </Page>
  );
}

function useSave() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (addresses: string[]) =>
      put<ReturnAddresses>('/api/v1/settings/return-addresses', { addresses }),
    onSuccess: ({ addresses }) => client.setQueryData(returnAddressesQuery.queryKey, addresses),
  });
}

function Listed({ addresses }: { addresses: string[] }) {
  const save = useSave();
  const may = useMayChange();
  if (addresses.length === 0) {
    return (
      <p className={classes.none}>
        <strong>No address yet.</strong> People who connect come back to Slotwire’s own page and are told
        there that it worked.
      </p>
    );
  }
  const remove = (address: string) =>
    save.mutate(
      addresses.filter((other) => other !== address),
      { onSuccess: () => tell('Address is removed', address), onError: tellRefusal },
    );
  return (
    <ul className={classes.list} data-testid="return-addresses">
      {addresses.map((address) => (
        <li key={address}>
          <span className={classes.address}>{address}</span>
          {may && (
            <ActionIcon
              variant="subtle"
              aria-label={`Remove ${address}`}
              loading={save.isPending}
              onClick={() => remove(address)}
            >
              <IconTrash aria-hidden size={18} stroke={1.6} />
            </ActionIcon>
          )}
        </li>
      ))}
    </ul>
  );
}

function Add({ addresses }: { addresses: string[] }) {
  const save = useSave();
  const { form, field, submit, refuse } = useFields({ address: () => undefined });
  if (!useMayChange()) return null;
  const add = submit(({ address }) =>
    save.mutate([...addresses, address], {
      onSuccess: () => form.current?.reset(),
      onError: (error) => isRefused(error) && refuse(atField(error.problem.fields)),
    }),
  );
  return (
    <form ref={form} noValidate className={classes.form} onSubmit={add}>
      <TextInput
        label="Address"
        description="Of a whole origin, like https://app.example.com; each of its pages counts."
        autoComplete="url"
        inputMode="url"
        spellCheck={false}
        data-testid="return-address"
        {...field('address')}
      />
      {save.isError && !pointsAtField(save.error) && <Refusal error={save.error} />}
      <div className={classes.buttons}>
        <Button type="submit" variant="filled" data-testid="add-address" loading={save.isPending}>
          Add address
        </Button>
      </div>
    </form>
  );
}

/** Of the whole list only the last is new, so what is wrong is wrong with it. */
function atField(fields: { path: string; message: string }[] | undefined) {
  return fields?.map(({ message }) => ({ path: 'address', message }));
}

function pointsAtField(error: unknown): boolean {
  return isRefused(error) && (error.problem.fields?.length ?? 0) > 0;
}
