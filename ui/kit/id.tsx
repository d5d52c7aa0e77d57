/** An id as machines wrote it, cut in the middle; the copy button takes the whole. */

import { CopyIcon } from './copy.tsx';
import classes from './id.module.css';

/** `uri`: show its last part only. */
export function Id({ value, what, uri }: { value: string; what: string; uri?: boolean }) {
  const shown = uri ? (value.split('/').at(-1) ?? value) : value;
  const cut = shown.length > 18 ? `${shown.slice(0, 10)}…${shown.slice(-4)}` : shown;
  return (
    <span className={classes.id}>
      <span title={value} className={classes.text}>
        {cut}
      </span>
      <CopyIcon text={value} what={what} />
    </span>
  );
}
