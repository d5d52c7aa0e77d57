/** Names an end user of the application and gives the link with which they connect their own Calendly. */
import { Button, Drawer, Select, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Account } from '../../sdk/index.ts';
import { isRefused, post } from '../api.ts';
import { Act } from '../kit/act.tsx';
import forms from '../kit/form.module.css';
import { Refusal } from '../kit/refusal.tsx';
import { plain } from '../kit/text.tsx';
import { tooLong, useFields } from '../kit/use-fields.ts';
import { connectionsQuery } from '../queries.ts';
import classes from './accounts.module.css';
import { type ConnectLink, useConnect } from './actions.ts';
import { ConnectLinkWords } from './connect-link.tsx';
import { nameOf } from './name.ts';
import { PersonalToken, tokenTitle } from './personal-token.tsx';

export function NewAccountDrawer(props: { opened: boolean; connectionId?: number; onClose(): void }) {
  return (
    <Drawer opened={props.opened} onClose={props.onClose} title="Connect an account">
      <NewAccount connectionId={props.connectionId} onDone={props.onClose} />
    </Drawer>
  );
}

function NewAccount({ connectionId, onDone }: { connectionId: number | undefined; onDone(): void }) {
  const client = useQueryClient();
  const connections = useQuery(connectionsQuery);
  const [chosen, setChosen] = useState(connectionId);
  const through = chosen ?? connections.data?.[0]?.id;
  const { form, field, submit, refuse } = useFields({
    userId: (value) =>
      value.trim() === '' ? 'Give the id that your application has for this person.' : tooLong(value, 255),
    name: (value) => tooLong(value, 200),
    email: (value) =>
      value === '' || /^\S+@\S+$/.test(value) ? undefined : 'An email address has a name, an @ and a domain.',
  });
  const create = useMutation({
    async mutationFn({ userId, ...rest }: { userId: string; name: string; email: string }) {
      const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== ''));
      const account = await post<Account>(`/api/v1/users/${encodeURIComponent(userId)}/accounts`, {
        connectionId: through,
        ...given,
      });
      void client.invalidateQueries({ queryKey: ['accounts'] });
      return { account, link: await post<ConnectLink>(`/api/v1/accounts/${account.id}/link`) };
    },
    onError: (error) => isRefused(error) && refuse(error.problem.fields),
  });
  if (create.isSuccess) return <Created {...create.data} onDone={onDone} />;
  return (
    <form ref={form} noValidate className={forms.form} onSubmit={submit((values) => create.mutate(values))}>
      <p className={classes.quiet}>
        Each end user of your application connects their own Calendly. Name the person; they get a link, or
        you go to Calendly here.
      </p>
      <TextInput
        label="User id"
        description="The id that your application has for this person. It cannot be changed."
        data-autofocus
        autoComplete="off"
        {...field('userId')}
      />
      <TextInput label="Name (optional)" autoComplete="off" {...field('name')} />
      <TextInput label="Email (optional)" type="email" autoComplete="off" {...field('email')} />
      <Select
        label="Connection"
        allowDeselect={false}
        value={through === undefined ? null : String(through)}
        data={(connections.data ?? []).map(({ id, name }) => ({ value: String(id), label: plain(name) }))}
        onChange={(id) => setChosen(Number(id))}
      />
      {create.isError && <Refusal error={create.error} />}
      <div className={forms.buttons}>
        <Button onClick={onDone}>Close</Button>
        <Button type="submit" variant="filled" loading={create.isPending} disabled={through === undefined}>
          Make the link
        </Button>
      </div>
    </form>
  );
}

function Created({ account, link, onDone }: { account: Account; link: ConnectLink; onDone(): void }) {
  const connect = useConnect();
  const [byToken, token] = useDisclosure();
  const name = nameOf(account.endUser);
  if (byToken) return <PersonalToken account={account} onDone={onDone} />;
  return (
    <div className={forms.form}>
      <ConnectLinkWords link={link} name={name} />
      <div className={forms.buttons}>
        <Act testId="by-token" onClick={token.open}>
          {tokenTitle}…
        </Act>
        <Link
          from="/$tenant"
          to="/$tenant/accounts/$accountId"
          params={{ accountId: account.id }}
          className={classes.strong}
          onClick={onDone}
        >
          Open the account
        </Link>
        <Act variant="filled" busy={connect.isPending} onClick={() => connect.mutate(account.id)}>
          Connect here
        </Act>
      </div>
    </div>
  );
}
