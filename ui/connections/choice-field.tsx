/** One of a few, side by side, with its label above and what more there is to say beneath. */
import { SegmentedControl, type SegmentedControlProps } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './connections.module.css';

export function ChoiceField({
  label,
  children,
  ...choice
}: SegmentedControlProps & { label: string; children?: ReactNode }) {
  const id = useId();
  return (
    <div className={classes.choice}>
      <p id={id} className={classes.label}>
        {label}
      </p>
      <SegmentedControl fullWidth size="xs" aria-labelledby={id} {...choice} />
      {children}
    </div>
  );
}
