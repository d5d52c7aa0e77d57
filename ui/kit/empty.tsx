/** What will stand here, and the one button that begins it. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './empty.module.css';

export function Empty(props: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <h2>{props.title}</h2>
      {props.children && <p>{props.children}</p>}
      {props.actions && <div className={classes.actions}>{props.actions}</div>}
    </div>
  );
}

/** Nothing is left over by the filters, which can all be taken away. */
export function NoMatches({ what, onClear }: { what: string; onClear(): void }) {
  return (
    <Empty title={`No ${what} match`} actions={<Button onClick={onClear}>Remove all filters</Button>}>
      The filters above leave none over.
    </Empty>
  );
}
