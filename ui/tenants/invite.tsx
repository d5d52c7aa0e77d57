/** Invites somebody: who, and what they may; then shows the link once. */
import { Button, Drawer, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { InvitedMember, Role } from '../../sdk/index.ts';
import { isRefused } from '../api.ts';
import { CopyField } from '../kit/copy.tsx';
import { Refusal } from '../kit/refusal.tsx';
import { plain } from '../kit/text.tsx';
import { tooLong, useFields } from '../kit/use-fields.ts';
import { When } from '../kit/when.tsx';
import { RoleChoice } from './member-dialogs.tsx';
import classes from './team.module.css';
import { useInvite } from './team-actions.ts';

export function InviteDrawer(props: { opened: boolean; onClose(): void }) {
  const [shown, setShown] = useState(false);
  const close = () => {
    setShown(false);
    props.onClose();
  };
  return (
    <Drawer
      opened={props.opened}
      onClose={close}
      title={shown ? 'Copy the link now' : 'Invite to the team'}
      // A slip beside the drawer must not lose what is shown once.
      closeOnClickOutside={!shown}
    >
      <Invite onShown={() => setShown(true)} onClose={close} />
    </Drawer>
  );
}

function Invite({ onShown, onClose }: { onShown(): void; onClose(): void }) {
  const invite = useInvite();
  const [role, setRole] = useState<Role>('operator');
  const { form, field, submit, refuse } = useFields({ name: wrongName, email: wrongEmail });
  if (invite.isSuccess) return <Invited member={invite.data} onClose={onClose} />;
  const save = submit(({ name, email }) =>
    invite.mutate(
      { name: name.trim(), email: email.trim(), role },
      { onSuccess: onShown, onError: (error) => isRefused(error) && refuse(error.problem.fields) },
    ),
  );
  return (
    <form ref={form} noValidate className={classes.form} onSubmit={save}>
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
      <div className={classes.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" data-testid="save-member" loading={invite.isPending}>
          Make the link
        </Button>
      </div>
    </form>
  );
}

function Invited({ member, onClose }: { member: InvitedMember; onClose(): void }) {
  return (
    <div className={classes.form}>
      <p role="status">
        This is the only time it is shown. Whoever opens it first is signed in as {plain(member.name)}, until{' '}
        <When at={member.link.expiresAt} />. Hand it to them alone.
      </p>
      <CopyField label="Sign-in link" value={member.link.url} />
      <div className={classes.buttons}>
        <Button variant="filled" data-testid="link-kept" onClick={onClose}>
          I have copied it
        </Button>
      </div>
    </div>
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
