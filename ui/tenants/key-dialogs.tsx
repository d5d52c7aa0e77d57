/** Renaming and revoking an API key. */
import { Button, Modal, TextInput } from '@mantine/core';
import type { ApiKey } from '../../sdk/index.ts';
import { isRefused } from '../api.ts';
import forms from '../kit/form.module.css';
import { Refusal } from '../kit/refusal.tsx';
import { tell } from '../kit/tell.ts';
import { plain } from '../kit/text.tsx';
import { useFields } from '../kit/use-fields.ts';
import { When } from '../kit/when.tsx';
import { useRenameKey, useRevokeKey } from './actions.ts';
import { wrongKeyName } from './fields.ts';

interface Props {
  apiKey: ApiKey | undefined;
  onClose(): void;
}

export function RenameKeyDialog({ apiKey, onClose }: Props) {
  return (
    <Modal opened={apiKey !== undefined} onClose={onClose} title="Rename this key">
      {apiKey && <Rename apiKey={apiKey} onClose={onClose} />}
    </Modal>
  );
}

function Rename({ apiKey, onClose }: { apiKey: ApiKey; onClose(): void }) {
  const rename = useRenameKey();
  const { form, field, submit, refuse } = useFields({ name: wrongKeyName });
  const save = submit(({ name }) =>
    rename.mutate(
      { id: apiKey.id, name: name.trim() },
      { onSuccess: onClose, onError: (error) => isRefused(error) && refuse(error.problem.fields) },
    ),
  );
  return (
    <form ref={form} noValidate className={forms.form} onSubmit={save}>
      <TextInput
        label="Name"
        data-autofocus
        autoComplete="off"
        defaultValue={apiKey.name}
        {...field('name')}
      />
      {rename.isError && <Refusal error={rename.error} />}
      <div className={forms.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={rename.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

export function RevokeKeyDialog({ apiKey, onClose }: Props) {
  return (
    <Modal opened={apiKey !== undefined} onClose={onClose} title={`Revoke ${plain(apiKey?.name ?? '')}?`}>
      {apiKey && <Revoke apiKey={apiKey} onClose={onClose} />}
    </Modal>
  );
}

function Revoke({ apiKey, onClose }: { apiKey: ApiKey; onClose(): void }) {
  const revoke = useRevokeKey();
  const go = () =>
    revoke.mutate(apiKey.id, {
      onSuccess() {
        tell('Key is revoked', plain(apiKey.name));
        onClose();
      },
    });
  return (
    <div className={forms.form}>
      <p>
        Whatever still calls with it is refused at once, and it cannot be brought back. It was{' '}
        {apiKey.lastUsedAt ? (
          <>
            last used <When at={apiKey.lastUsedAt} />.
          </>
        ) : (
          'never used.'
        )}
      </p>
      {revoke.isError && <Refusal error={revoke.error} />}
      <div className={forms.buttons}>
        <Button onClick={onClose} data-autofocus>
          Keep it
        </Button>
        <Button variant="filled" data-testid="confirm-revoke" loading={revoke.isPending} onClick={go}>
          Revoke key
        </Button>
      </div>
    </div>
  );
}
