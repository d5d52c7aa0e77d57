/** Invites somebody: who, and what they may; then shows the link once. */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Role } from '../../sdk/index.ts';
import { isRefused } from '../api.ts';
import forms from '../kit/form.module.css';
import { Refusal } from '../kit/refusal.tsx';
import { ShownOnceDrawer } from '../kit/shown-once.tsx';
import { tooLong, useFields } from '../kit/use-fields.ts';
import { RoleChoice } from './member-dialogs.tsx';
import { SignInLinkWords } from './sign-in-link.tsx';
import { useInvite } from './team-actions.ts';

export function InviteDrawer(props: { opened: boolean; onClose(): void }) {
  return (
    <ShownOnceDrawer {...props} title="Invite to the team" shownTitle="Copy the link now">
      {(made) => <Invite {...made} />}
    </ShownOnceDrawer>
  );
}

function Invite({ onShown, onClose }: { onShown(): void; onClose(): void }) {
  const invite = useInvite();
  const [role, setRole] = useState<Role>('operator');
  const { form, field, submit, refuse } = useFields({ name: wrongName, email: wrongEmail });
  if (invite.isSuccess) {
    const { link, name } = invite.data;
    return <SignInLinkWords link={link} name={name} onClose={onClose} />;
  }
  const save = submit(({ name, email }) =>
    invite.mutate(
      { name: name.trim(), email: email.trim(), role },
      { onSuccess: onShown, onError: (error) => isRefused(error) && refuse(error.problem.fields) },
    ),
  );
  return (
    <form ref={form} noValidate className={forms.form} onSubmit={save}>
      <TextInput
        label="Name"
        data-autofocus
        autoComplete="off"
        data-testid="member-name"
        {...field('name')}
      />
      <TextInput
        label="Email"
        description="By it they are known at single sign-on. Slotwire sends no mail."
        type="email"
        autoComplete="off"
        data-testid="member-email"
        {...field('email')}
      />
      <RoleChoice value={role} onChange={setRole} />
      {invite.isError && <Refusal error={invite.error} />}
      <div className={forms.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" data-testid="save-member" loading={invite.isPending}>
          Make the link
        </Button>
      </div>
    </form>
  );
}

function wrongName(value: string): string | undefined {
  if (value.trim() === '') return 'Give the name by which the team knows them.';
  return tooLong(value, 100);
}

function wrongEmail(value: string): string | undefined {
  if (!/^\S+@\S+\.\S+$/.test(value.trim())) return 'Give their email.';
  return tooLong(value, 320);
}
