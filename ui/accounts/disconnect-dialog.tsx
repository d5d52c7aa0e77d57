/** Says what goes and what stays before anything does. */
import { Button, Modal } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { Account } from '../../sdk/index.ts';
import { Act } from '../kit/act.tsx';
import forms from '../kit/form.module.css';
import { plain } from '../kit/text.tsx';
import classes from './accounts.module.css';
import { useDisconnect } from './actions.ts';
import { nameOf } from './name.ts';
import { isByToken } from './personal-token.tsx';

export function DisconnectDialog(props: { account: Account; opened: boolean; onClose(): void }) {
  const { account } = props;
  const disconnect = useDisconnect();
  const confirm = () => disconnect.mutate(account.id, { onSettled: props.onClose });
  const byToken = isByToken(account);
  const goes = [
    'The webhook subscription at Calendly is deleted.',
    ...(byToken ? [] : ['Our access at Calendly is given back.']),
    'The tokens and keys kept here are erased.',
  ];
  const stays = [
    ...(byToken
      ? [
          'The personal access token stays good at Calendly until its owner deletes it there; nobody else can.',
        ]
      : []),
    'Meetings known here stay; they are no longer kept up to date.',
    'Every other account goes on as before.',
  ];
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={`Disconnect ${plain(nameOf(account.endUser))}?`}
    >
      <div className={forms.form}>
        <ul className={classes.consequences}>
          {goes.map((words) => (
            <li key={words}>
              <IconX role="img" aria-label="Goes:" size={18} stroke={1.6} />
              {words}
            </li>
          ))}
          {stays.map((words) => (
            <li key={words}>
              <IconCheck role="img" aria-label="Stays:" size={18} stroke={1.6} />
              {words}
            </li>
          ))}
        </ul>
        <div className={forms.buttons}>
          <Button onClick={props.onClose} data-autofocus>
            Keep it connected
          </Button>
          <Act variant="filled" testId="confirm-disconnect" busy={disconnect.isPending} onClick={confirm}>
            Disconnect
          </Act>
        </div>
      </div>
    </Modal>
  );
}
