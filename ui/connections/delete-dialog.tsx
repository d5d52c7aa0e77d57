/** Deleting a connection: only with its name typed, and told whose accounts are disconnected first. */
import { Button, Modal, TextInput } from '@mantine/core';
import type { Connection } from '../../sdk/index.ts';
import forms from '../kit/form.module.css';
import { Refusal } from '../kit/refusal.tsx';
import { tell } from '../kit/tell.ts';
import { plain, Text } from '../kit/text.tsx';
import { useFields } from '../kit/use-fields.ts';
import { useDeleteConnection } from './actions.ts';

export function DeleteDialog({
  connection,
  onClose,
}: {
  connection: Connection | undefined;
  onClose(): void;
}) {
  return (
    <Modal opened={connection !== undefined} onClose={onClose} title="Delete this connection?">
      {connection && <Delete connection={connection} onClose={onClose} />}
    </Modal>
  );
}

function Delete({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const { name, id, status } = connection;
  const own = status.state === 'connected' || status.state === 'error' ? 1 : 0;
  const held = status.accounts.connected + status.accounts.error + own;
  const drop = useDeleteConnection();
  const { form, field, submit } = useFields({
    typed: (value) => (value.trim() === name.trim() ? undefined : 'This is not its name.'),
  });
  const go = submit(() =>
    drop.mutate(
      { id, disconnect: held },
      {
        onSuccess() {
          tell(held > 0 ? `${countOf(held)} disconnected first` : 'Connection is deleted', plain(name));
          onClose();
        },
      },
    ),
  );
  return (
    <form ref={form} noValidate className={forms.form} onSubmit={go}>
      <p>
        Its Client ID and secret are erased here; the application at Calendly stays.
        {held > 0 &&
          ` ${countOf(held)} disconnected first: subscriptions at Calendly are deleted, access is given back.`}
      </p>
      <TextInput
        label={
          <>
            Type <Text>{name}</Text> to delete it
          </>
        }
        data-autofocus
        autoComplete="off"
        {...field('typed')}
      />
      {drop.isError && <Refusal error={drop.error} />}
      <div className={forms.buttons}>
        <Button onClick={onClose}>Keep it</Button>
        <Button type="submit" variant="filled" loading={drop.isPending}>
          {held > 0 ? `Disconnect ${held} and delete` : 'Delete connection'}
        </Button>
      </div>
    </form>
  );
}

function countOf(accounts: number): string {
  return accounts === 1 ? '1 account is' : `${accounts} accounts are`;
}
