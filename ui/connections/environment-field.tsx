/** Which of several Calendly applications a connection is: a label that tells them apart. */
import { SegmentedControl } from '@mantine/core';
import { useId } from 'react';
import type { Environment } from '../../sdk/index.ts';
import classes from './connections.module.css';

export const environmentWords: Record<Environment, string> = {
  development: 'Development',
  staging: 'Staging',
  production: 'Production',
};

export function EnvironmentField({ held }: { held?: Environment | null }) {
  const label = useId();
  const named = Object.entries(environmentWords).map(([value, word]) => ({ value, label: word }));
  return (
    <div className={classes.choice}>
      <p id={label} className={classes.label}>
        Environment
      </p>
      <SegmentedControl
        fullWidth
        size="xs"
        name="environment"
        aria-labelledby={label}
        defaultValue={held ?? 'none'}
        data={[{ value: 'none', label: 'None' }, ...named]}
      />
    </div>
  );
}

/** What of the field was chosen. */
export function environmentSent(value: string): Environment | null {
  return value in environmentWords ? (value as Environment) : null;
}
