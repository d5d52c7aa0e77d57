/** Update credentials: what is left empty stays as it is. */
import { Button, Drawer, TextInput } from '@mantine/core';
import type { Connection, ConnectionChanges } from '../../sdk/index.ts';
import { isRefused } from '../api.ts';
import forms from '../kit/form.module.css';
import { Refusal } from '../kit/refusal.tsx';
import { SecretField } from '../kit/secret-field.tsx';
import { tell } from '../kit/tell.ts';
import { plain } from '../kit/text.tsx';
import { useFields } from '../kit/use-fields.ts';
import { useChangeConnection } from './actions.ts';
import classes from './connections.module.css';
import { wrongClientId } from './fields.ts';

export function CredentialsDrawer({
  connection,
  onClose,
}: {
  connection: Connection | undefined;
  onClose(): void;
}) {
  return (
    <Drawer opened={connection !== undefined} onClose={onClose} title="Update credentials">
      {connection && <Credentials connection={connection} onClose={onClose} />}
    </Drawer>
  );
}

function Credentials({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const change = useChangeConnection();
  const { form, field, submit, refuse } = useFields({
    clientId: wrongClientId,
    clientSecret: () => undefined,
    nextClientSecret: () => undefined,
    webhookSigningKey: () => undefined,
  });
  const save = submit(({ clientId, clientSecret, nextClientSecret, webhookSigningKey }) => {
    const options = {
      ...(nextClientSecret.trim() && { nextClientSecret: nextClientSecret.trim() }),
      ...(webhookSigningKey.trim() && { webhookSigningKey: webhookSigningKey.trim() }),
    };
    const changes: ConnectionChanges = {
      ...(clientId.trim() !== connection.clientId && { clientId: clientId.trim() }),
      ...(clientSecret.trim() && { clientSecret: clientSecret.trim() }),
      ...(Object.keys(options).length > 0 && { options }),
    };
    if (Object.keys(changes).length === 0) return onClose();
    change.mutate(
      { id: connection.id, changes },
      {
        onSuccess() {
          tell('Credentials are saved', `${plain(connection.name)} uses them from now on.`);
          onClose();
        },
        onError: (error) => isRefused(error) && refuse(error.problem.fields),
      },
    );
  });
  return (
    <form ref={form} noValidate className={forms.form} onSubmit={save}>
      <p className={classes.quiet}>
        For {plain(connection.name)}. A field that is left empty keeps what is stored.
      </p>
      <TextInput
        label="Client ID"
        autoComplete="off"
        spellCheck={false}
        defaultValue={connection.clientId}
        classNames={{ input: classes.mono }}
        {...field('clientId')}
      />
      <SecretField label="Client secret" placeholder="***" data-autofocus {...field('clientSecret')} />
      <SecretField
        label="Next Client secret (optional)"
        description="One that Calendly is going to ask for. Both are tried, and the one that works is kept, so that nobody is disconnected in between."
        placeholder={connection.options.nextClientSecret ?? undefined}
        {...field('nextClientSecret')}
      />
      <SecretField
        label="Webhook signing key (optional)"
        placeholder={connection.options.webhookSigningKey ?? undefined}
        {...field('webhookSigningKey')}
      />
      {change.isError && <Refusal error={change.error} />}
      <div className={forms.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={change.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
