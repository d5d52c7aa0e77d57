/** Makes an API key: which program has it, what it may do, for whom; then shows it once. */
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ApiScope, CreatedApiKey } from '../../sdk/index.ts';
import { isRefused } from '../api.ts';
import { CopyField } from '../kit/copy.tsx';
import forms from '../kit/form.module.css';
import { Refusal } from '../kit/refusal.tsx';
import { ShownOnceDrawer } from '../kit/shown-once.tsx';
import { useFields } from '../kit/use-fields.ts';
import { useCreateKey } from './actions.ts';
import classes from './api-keys.module.css';
import { wrongKeyName } from './fields.ts';
import { firstRequest } from './first-request.ts';
import { endUserScopes, scopes, scopeWords } from './scopes.ts';

export function NewKeyDrawer(props: { opened: boolean; onClose(): void }) {
  return (
    <ShownOnceDrawer {...props} title="New API key" shownTitle="Copy the key now">
      {(made) => <NewKey {...made} />}
    </ShownOnceDrawer>
  );
}

function NewKey({ onShown, onClose }: { onShown(): void; onClose(): void }) {
  const create = useCreateKey();
  const [chosen, setChosen] = useState<readonly ApiScope[]>(['meetings:read', 'accounts:read']);
  const [userId, setUserId] = useState('');
  const [none, setNone] = useState<string>();
  const bound = userId.trim() !== '';
  const offered = bound ? endUserScopes : scopes;
  const wanted = offered.filter((scope) => chosen.includes(scope));
  const { form, field, submit, refuse } = useFields({ name: wrongKeyName, userId: () => undefined });
  const userField = field('userId');
  if (create.isSuccess) return <Created created={create.data} onClose={onClose} />;

  const save = submit(({ name }) => {
    if (wanted.length === 0) return setNone('Say what it may do: at least one.');
    create.mutate(
      { name: name.trim(), scopes: wanted, ...(bound && { userId: userId.trim() }) },
      { onSuccess: onShown, onError: (error) => isRefused(error) && refuse(error.problem.fields) },
    );
  });
  return (
    <form ref={form} noValidate className={forms.form} onSubmit={save}>
      <TextInput
        label="Name"
        description="Which program has it, and where it runs."
        data-testid="key-name"
        data-autofocus
        autoComplete="off"
        {...field('name')}
      />
      <Checkbox.Group
        label="It may"
        error={none}
        value={[...wanted]}
        onChange={(values) => {
          setChosen(values as ApiScope[]);
          setNone(undefined);
        }}
      >
        <div className={classes.scopes}>
          {offered.map((scope) => (
            <Checkbox
              key={scope}
              value={scope}
              label={scopeWords[scope]}
              description={<code>{scope}</code>}
            />
          ))}
        </div>
      </Checkbox.Group>
      <TextInput
        label="Only for the end user (optional)"
        description="Your application’s id of one person: the key then sees nothing of anyone else."
        autoComplete="off"
        value={userId}
        {...userField}
        onChange={(event) => {
          setUserId(event.currentTarget.value);
          userField.onChange(event);
        }}
      />
      {create.isError && <Refusal error={create.error} />}
      <div className={forms.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" data-testid="save-key" loading={create.isPending}>
          Make the key
        </Button>
      </div>
    </form>
  );
}

function Created({ created, onClose }: { created: CreatedApiKey; onClose(): void }) {
  return (
    <div className={forms.form}>
      <p role="status">
        This is the only time it is shown; Slotwire keeps a hash alone. Put it where your program keeps its
        secrets. If it is lost, revoke it and make another.
      </p>
      <CopyField label="API key" value={created.key} />
      {created.scopes.includes('meetings:read') && <CopyField label="To try it" value={firstRequest()} />}
      <div className={forms.buttons}>
        <Button variant="filled" data-testid="key-kept" onClick={onClose}>
          I have copied it
        </Button>
      </div>
    </div>
  );
}
