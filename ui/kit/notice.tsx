/** A line above the content: what just happened, or what needs a person; it can be closed where it passes. */
import { CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './notice.module.css';
import { StateIcon } from './state-mark.tsx';
import { type MarkName, marks } from './states.ts';

export function Notice(props: {
  name: MarkName;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  onClose?(): void;
}) {
  return (
    <div className={classes.notice} data-tone={marks[props.name].tone} role="status">
      <StateIcon name={props.name} />
      <p className={classes.words}>
        <strong>{props.title}</strong> {props.children}
      </p>
      {props.actions}
      {props.onClose && <CloseButton aria-label="Close this notice" onClick={props.onClose} size="sm" />}
    </div>
  );
}
