/** Disconnecting the operator's own account of a connection; its end users' accounts are another matter. */
import { Button, Modal } from '@mantine/core';
import type { Connection } from '../../sdk/index.ts';
import { Act } from '../kit/act.tsx';
import forms from '../kit/form.module.css';
import { plain } from '../kit/text.tsx';
import { useDisconnectOwn } from './actions.ts';

export function DisconnectOwnDialog({
  connection,
  onClose,
}: {
  connection: Connection | undefined;
  onClose(): void;
}) {
  const disconnect = useDisconnectOwn();
  return (
    <Modal opened={connection !== undefined} onClose={onClose} title="Disconnect your own account?">
      {connection && (
        <div className={forms.form}>
          <p>
            Through {plain(connection.name)}, your own subscription at Calendly is deleted, access is given
            back, and tokens are erased. Your meetings known here stay. The accounts of your end users go on
            as before.
          </p>
          <div className={forms.buttons}>
            <Button onClick={onClose} data-autofocus>
              Keep it connected
            </Button>
            <Act
              variant="filled"
              testId="confirm-disconnect"
              busy={disconnect.isPending}
              onClick={() => disconnect.mutate(connection.id, { onSettled: onClose })}
            >
              Disconnect
            </Act>
          </div>
        </div>
      )}
    </Modal>
  );
}
