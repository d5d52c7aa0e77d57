/** Connects an account with a personal access token that its person made at Calendly. */
import { Button, Drawer } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Account, NewPersonalAccessToken, Problem } from '../../sdk/index.ts';
import { isRefused, post } from '../api.ts';
import forms from '../kit/form.module.css';
import { Refusal } from '../kit/refusal.tsx';
import { SecretField } from '../kit/secret-field.tsx';
import { tell } from '../kit/tell.ts';
import { plain } from '../kit/text.tsx';
import { useFields } from '../kit/use-fields.ts';
import classes from './accounts.module.css';
import { nameOf } from './name.ts';

/** Whether its account is asked for at Calendly with such a token. */
export function isByToken({ authorization }: Pick<Account, 'authorization'>): boolean {
  return authorization === 'personal_access_token';
}

export const tokenTitle = 'Connect with a personal access token';

export function PersonalTokenDrawer(props: { account: Account; opened: boolean; onClose(): void }) {
  return (
    <Drawer opened={props.opened} onClose={props.onClose} title={tokenTitle}>
      <PersonalToken account={props.account} onDone={props.onClose} />
    </Drawer>
  );
}

export function PersonalToken({ account, onDone }: { account: Account; onDone(): void }) {
  const [token, setToken] = useState('');
  const enter = useEnterToken(account, onDone);
  const { form, field, submit, refuse } = useFields({
    token: (value) => (value.trim() === '' ? 'Paste the token as Calendly showed it.' : undefined),
  });
  // Where it takes another form's place nobody else moves the focus.
  useEffect(() => form.current?.querySelector('input')?.focus(), [form]);
  const send = (given: NewPersonalAccessToken) =>
    enter.mutate(given, { onError: (error) => isRefused(error) && refuse(fieldsOf(error.problem)) });
  const refused = isRefused(enter.error) ? enter.error.problem : undefined;
  const isOther = refused?.code === 'other_calendly_user';
  return (
    <form
      ref={form}
      noValidate
      className={forms.form}
      onSubmit={submit((values) => {
        setToken(values.token);
        send(values);
      })}
    >
      <p className={classes.quiet}>
        {plain(nameOf(account.endUser))} makes a personal access token at Calendly, under Integrations, API
        &amp; Webhooks, Personal access tokens. It is shown there once. It needs these permissions:
      </p>
      <ul className={classes.scopes}>
        {account.scopes.wanted.map((scope) => (
          <li key={scope}>
            <code>{scope}</code>
          </li>
        ))}
      </ul>
      <SecretField
        label="Personal access token"
        description="It is tried at Calendly before it is stored, and shown nowhere again."
        testId="personal-token"
        data-autofocus
        {...field('token')}
      />
      {enter.isPending && (
        <div className={`${classes.progress} ${classes.whole}`}>
          <progress aria-label="Trying it at Calendly" />
        </div>
      )}
      {enter.isError && !(refused && fieldsOf(refused)) && <Refusal error={enter.error} />}
      <div className={forms.buttons}>
        <Button onClick={onDone}>Cancel</Button>
        {isOther && (
          <Button loading={enter.isPending} onClick={() => send({ token, replaces: true })}>
            Disconnect the other and connect this one
          </Button>
        )}
        <Button type="submit" variant="filled" loading={enter.isPending}>
          Connect
        </Button>
      </div>
    </form>
  );
}

/** Its owner may have had an account of this end user's before, which is shown then. */
function useEnterToken(account: Account, onDone: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (given: NewPersonalAccessToken) =>
      post<Account>(`/api/v1/accounts/${account.id}/personal-access-token`, given),
    async onSuccess({ id, calendly }) {
      tell('Connected', calendly ? `The token is of ${plain(calendly.name)}, ${calendly.email}.` : '');
      onDone();
      await navigate({ from: '/$tenant', to: '/$tenant/accounts/$accountId', params: { accountId: id } });
      await Promise.all(
        [['account'], ['accounts'], ['connections']].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
}

/** What is wrong with the token itself, to be said at its field; undefined for anything else. */
function fieldsOf({ code, title, detail, wayOut, fields }: Problem): Problem['fields'] {
  if (!code.startsWith('personal_token_')) return fields;
  return [{ path: 'token', message: [title, detail, wayOut].filter(Boolean).join(' ') }];
}
