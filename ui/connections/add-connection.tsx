/** Add Connection > Calendly: what to do there, what to paste here; then how to go on. */
import { Button, Drawer, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../../sdk/index.ts';
import { NewAccountDrawer } from '../accounts/new-account.tsx';
import { isRefused } from '../api.ts';
import { Act } from '../kit/act.tsx';
import { CopyField } from '../kit/copy.tsx';
import forms from '../kit/form.module.css';
import { Refusal } from '../kit/refusal.tsx';
import { SecretField } from '../kit/secret-field.tsx';
import { StateMark } from '../kit/state-mark.tsx';
import { useFields } from '../kit/use-fields.ts';
import { useSession } from '../shell/session.ts';
import { useConnectOwn, useCreateConnection } from './actions.ts';
import classes from './connections.module.css';
import { EnvironmentField, environmentSent } from './environment-field.tsx';
import { wrongClientId, wrongName, wrongSecret } from './fields.ts';
import { NameField } from './name-field.tsx';
import { ScopesField, scopesSent } from './scopes-field.tsx';

export function AddConnectionDrawer(props: { opened: boolean; others: Connection[]; onClose(): void }) {
  const [touched, setTouched] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [linking, setLinking] = useState<Connection>();
  const close = () => {
    setTouched(false);
    setLeaving(false);
    props.onClose();
  };
  return (
    <>
      <Drawer
        opened={props.opened}
        onClose={() => (touched && !leaving ? setLeaving(true) : close())}
        title="Add Connection: Calendly"
      >
        {leaving && <Leave stay={() => setLeaving(false)} leave={close} />}
        <AddConnection
          others={props.others}
          onTouched={setTouched}
          onLink={(connection) => {
            close();
            setLinking(connection);
          }}
          onClose={close}
        />
      </Drawer>
      <NewAccountDrawer
        opened={linking !== undefined}
        connectionId={linking?.id}
        onClose={() => setLinking(undefined)}
      />
    </>
  );
}

function Leave({ stay, leave }: { stay(): void; leave(): void }) {
  return (
    <div className={classes.leave} role="alert">
      <p>What you entered is not saved.</p>
      <Button onClick={stay}>Go on entering</Button>
      <Button onClick={leave}>Leave without saving</Button>
    </div>
  );
}

function AddConnection(props: {
  others: Connection[];
  onTouched(touched: boolean): void;
  onLink(connection: Connection): void;
  onClose(): void;
}) {
  const { redirectUri } = useSession();
  const create = useCreateConnection();
  const { form, field, submit, refuse } = useFields({
    name: wrongName,
    clientId: wrongClientId,
    clientSecret: wrongSecret,
    webhookSigningKey: () => undefined,
    scopes: () => undefined,
    environment: () => undefined,
  });
  if (create.isSuccess) {
    return (
      <Saved connection={create.data} onLink={() => props.onLink(create.data)} onClose={props.onClose} />
    );
  }
  const save = submit(({ webhookSigningKey, clientId, clientSecret, name, scopes, environment }) => {
    const chosen = environmentSent(environment);
    const options = {
      ...(webhookSigningKey.trim() && { webhookSigningKey: webhookSigningKey.trim() }),
      ...scopesSent(scopes),
      ...(chosen && { environment: chosen }),
    };
    create.mutate(
      {
        type: 'calendly',
        name,
        clientId: clientId.trim(),
        clientSecret: clientSecret.trim(),
        options,
      },
      {
        onSuccess: () => props.onTouched(false),
        onError: (error) => isRefused(error) && refuse(error.problem.fields),
      },
    );
  });
  return (
    <form ref={form} noValidate className={forms.form} onSubmit={save} onChange={() => props.onTouched(true)}>
      <div className={classes.before}>
        <p>In Calendly’s developer console choose New app, kind Web, and paste this address:</p>
        <CopyField label="Redirect URI" value={redirectUri} />
      </div>
      <NameField others={props.others} {...field('name')} />
      <TextInput
        label="Client ID"
        data-testid="client-id"
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: classes.mono }}
        {...field('clientId')}
      />
      <SecretField label="Client secret" testId="client-secret" {...field('clientSecret')} />
      <details className={classes.folded}>
        <summary>Permissions, signing key, environment (optional)</summary>
        <div className={forms.form}>
          <ScopesField />
          <SecretField
            label="Webhook signing key"
            description="Calendly shows it beside the secret. Slotwire gives every subscription a key of its own; this one helps where Calendly signs with the application’s."
            {...field('webhookSigningKey')}
          />
          <EnvironmentField />
        </div>
      </details>
      {create.isError && <Refusal error={create.error} />}
      <div className={forms.buttons}>
        <Button onClick={props.onClose}>Cancel</Button>
        <Button type="submit" variant="filled" data-testid="save-connection" loading={create.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

function Saved(props: { connection: Connection; onLink(): void; onClose(): void }) {
  const connect = useConnectOwn();
  return (
    <div className={forms.form} role="status">
      <div className={classes.saved}>
        <StateMark name="configured" />
        <p>
          <strong>Saved.</strong> Nobody is connected through it yet. Connect your own Calendly, or copy a
          link for an end user.
        </p>
      </div>
      <div className={forms.buttons}>
        <Button onClick={props.onClose}>Close</Button>
        <Act onClick={props.onLink}>Copy link</Act>
        <Act
          variant="filled"
          busy={connect.isPending || connect.isSuccess}
          onClick={() => connect.mutate(props.connection.id)}
        >
          Connect
        </Act>
      </div>
    </div>
  );
}
