/** A connection's name as a field, where it stands, while it is renamed. */
import { Button, TextInput } from '@mantine/core';
import { useEffect } from 'react';
import type { Connection } from '../../sdk/index.ts';
import { isRefused, problemOf } from '../api.ts';
import { useFields } from '../kit/use-fields.ts';
import { useChangeConnection } from './actions.ts';
import classes from './connections.module.css';
import { wrongName } from './fields.ts';

export function ConnectionName({ connection, onDone }: { connection: Connection; onDone(): void }) {
  const change = useChangeConnection();
  const { form, field, submit, refuse } = useFields({ name: wrongName });
  useEffect(() => {
    // The menu gives the focus back to its button first, 10 ms after it has closed.
    const timer = setTimeout(() => form.current?.querySelector('input')?.select(), 30);
    return () => clearTimeout(timer);
  }, [form]);
  const save = submit(({ name }) => {
    if (name === connection.name) return onDone();
    change.mutate(
      { id: connection.id, changes: { name } },
      { onSuccess: onDone, onError: (error) => isRefused(error) && refuse(error.problem.fields) },
    );
  });
  const { error, ...input } = field('name');
  return (
    <form ref={form} noValidate className={classes.rename} onSubmit={save}>
      <TextInput
        {...input}
        aria-label="Name"
        defaultValue={connection.name}
        error={error ?? (change.isError && problemOf(change.error).title)}
        onKeyDown={(event) => event.key === 'Escape' && onDone()}
      />
      <Button type="submit" variant="filled" loading={change.isPending}>
        Save
      </Button>
      <Button onClick={onDone}>Cancel</Button>
    </form>
  );
}
