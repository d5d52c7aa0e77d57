/** What a connection carries beside its five properties, where it is no secret. */
import { Button, Drawer } from '@mantine/core';
import type { Connection } from '../../sdk/index.ts';
import forms from '../kit/form.module.css';
import { Refusal } from '../kit/refusal.tsx';
import { tell } from '../kit/tell.ts';
import { plain } from '../kit/text.tsx';
import { useFields } from '../kit/use-fields.ts';
import { useChangeConnection } from './actions.ts';
import classes from './connections.module.css';
import { EnvironmentField, environmentSent } from './environment-field.tsx';
import { ScopesField, scopesSent } from './scopes-field.tsx';

export function OptionsDrawer(props: { connection: Connection | undefined; onClose(): void }) {
  return (
    <Drawer
      opened={props.connection !== undefined}
      onClose={props.onClose}
      title="Permissions and environment"
    >
      {props.connection && <Options connection={props.connection} onClose={props.onClose} />}
    </Drawer>
  );
}

function Options({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const change = useChangeConnection();
  const { form, submit } = useFields({ scopes: () => undefined, environment: () => undefined });
  const save = submit(({ scopes, environment }) => {
    const options = { ...scopesSent(scopes), environment: environmentSent(environment) };
    change.mutate(
      { id: connection.id, changes: { options } },
      {
        onSuccess() {
          tell('Saved', `${plain(connection.name)} asks for this from the next consent on.`);
          onClose();
        },
      },
    );
  });
  return (
    <form ref={form} noValidate className={forms.form} onSubmit={save}>
      <p className={classes.quiet}>
        For {plain(connection.name)}. Who is connected stays so; where more is asked for than they granted,
        their account says so and asks again with one click.
      </p>
      <ScopesField held={connection.options.scopes} />
      <EnvironmentField held={connection.options.environment} />
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
