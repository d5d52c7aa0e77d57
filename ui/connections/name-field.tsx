/** A connection's name: counted when it gets long, and told when it is another one's already. */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../../sdk/index.ts';
import classes from './connections.module.css';
import { mostCharacters } from './fields.ts';

const countFrom = 80;

export function NameField(props: {
  others: Connection[];
  name: string;
  error: string | undefined;
  onBlur(event: { currentTarget: HTMLInputElement }): void;
  onChange(event: { currentTarget: HTMLInputElement }): void;
}) {
  const { others, onChange, ...field } = props;
  const [typed, setTyped] = useState('');
  const { length } = [...typed];
  const taken = others.some(({ name }) => name.trim() === typed.trim());
  return (
    <div>
      <TextInput
        label="Name"
        description="How your team calls it, for example after the environment it serves."
        data-testid="connection-name"
        data-autofocus
        autoComplete="off"
        {...field}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          onChange(event);
        }}
      />
      {(length >= countFrom || taken) && (
        <p className={classes.beneath} role="status">
          {taken && <span>Another connection has this name.</span>}
          {length >= countFrom && (
            <span className={classes.counter}>{`${length} of ${mostCharacters} characters`}</span>
          )}
        </p>
      )}
    </div>
  );
}
