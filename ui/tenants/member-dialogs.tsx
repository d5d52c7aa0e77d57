/** What an owner does with a member: another role, another link, and the end. */
import { Button, Modal, Radio } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Member, Role } from '../../sdk/index.ts';
import forms from '../kit/form.module.css';
import { Refusal } from '../kit/refusal.tsx';
import { tell } from '../kit/tell.ts';
import { plain } from '../kit/text.tsx';
import { useSession } from '../shell/session.ts';
import { roles, roleWords } from './roles.ts';
import { SignInLinkWords } from './sign-in-link.tsx';
import classes from './team.module.css';
import { useChangeRole, useNewLink, useRemoveMember } from './team-actions.ts';

interface Props {
  member: Member | undefined;
  onClose(): void;
}

function Ask(props: Props & { title(name: string): string; children(member: Member): ReactNode }) {
  const { member, onClose } = props;
  return (
    <Modal opened={member !== undefined} onClose={onClose} title={props.title(plain(member?.name ?? ''))}>
      {member && props.children(member)}
    </Modal>
  );
}

export function RoleDialog(props: Props) {
  return (
    <Ask {...props} title={(name) => `What ${name} may do`}>
      {(member) => <ChangeRole member={member} onClose={props.onClose} />}
    </Ask>
  );
}

function ChangeRole({ member, onClose }: { member: Member; onClose(): void }) {
  const change = useChangeRole();
  const [role, setRole] = useState(member.role);
  return (
    <div className={forms.form}>
      <RoleChoice value={role} onChange={setRole} />
      {change.isError && <Refusal error={change.error} />}
      <div className={forms.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="filled"
          data-testid="save-role"
          loading={change.isPending}
          onClick={() => change.mutate({ id: member.id, role }, { onSuccess: onClose })}
        >
          Save
        </Button>
      </div>
    </div>
  );
}

export function RoleChoice({ value, onChange }: { value: Role; onChange(role: Role): void }) {
  return (
    <Radio.Group label="Role" value={value} onChange={(chosen) => onChange(chosen as Role)}>
      <div className={classes.roles}>
        {roles.map((role) => (
          <Radio key={role} value={role} label={roleWords[role].word} description={roleWords[role].may} />
        ))}
      </div>
    </Radio.Group>
  );
}

export function NewLinkDialog(props: Props) {
  return (
    <Ask {...props} title={(name) => `New sign-in link for ${name}`}>
      {(member) => <NewLink member={member} onClose={props.onClose} />}
    </Ask>
  );
}

function NewLink({ member, onClose }: { member: Member; onClose(): void }) {
  const make = useNewLink();
  if (make.isSuccess) return <SignInLinkWords link={make.data} name={member.name} onClose={onClose} />;
  return (
    <div className={forms.form}>
      <p>
        Slotwire sends no mail: you copy the link and hand it over. Links made before end, and so does this
        once it was opened.
      </p>
      {make.isError && <Refusal error={make.error} />}
      <div className={forms.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="filled"
          data-testid="make-link"
          data-autofocus
          loading={make.isPending}
          onClick={() => make.mutate(member.id)}
        >
          Make the link
        </Button>
      </div>
    </div>
  );
}

export function RemoveDialog(props: Props) {
  return (
    <Ask {...props} title={(name) => `Remove ${name}?`}>
      {(member) => <Remove member={member} onClose={props.onClose} />}
    </Ask>
  );
}

function Remove({ member, onClose }: { member: Member; onClose(): void }) {
  const remove = useRemoveMember();
  const self = useSession().member.id === member.id;
  const go = () =>
    remove.mutate(member.id, {
      onSuccess() {
        tell('Member is removed', plain(member.name));
        onClose();
      },
    });
  return (
    <div className={forms.form}>
      <p>
        {self ? 'You are' : 'They are'} signed out everywhere at once. API keys stay as they are, and so does
        what the audit log says.
      </p>
      {remove.isError && <Refusal error={remove.error} />}
      <div className={forms.buttons}>
        <Button onClick={onClose} data-autofocus>
          Keep
        </Button>
        <Button variant="filled" data-testid="confirm-remove" loading={remove.isPending} onClick={go}>
          {self ? 'Leave the team' : 'Remove member'}
        </Button>
      </div>
    </div>
  );
}
