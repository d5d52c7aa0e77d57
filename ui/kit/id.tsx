/** An id as machines wrote it, cut in the middle; the copy button takes the whole. */

import { CopyIcon } from './copy.tsx';
import classes from './id.module.css';
import { plain, Text } from './text.tsx';

/** `uri`: show its last part only. */
export function Id({ value, what, uri }: { value: string; what: string; uri?: boolean }) {
  const shown = uri ? (value.split('/').at(-1) ?? value) : value;
  const signs = [...shown];
  const cut = signs.length > 18 ? `${signs.slice(0, 10).join('')}…${signs.slice(-4).join('')}` : shown;
  return (
    <span className={classes.id}>
      <span title={plain(value)} className={classes.text}>
        <Text>{cut}</Text>
      </span>
      <CopyIcon text={value} what={what} />
    </span>
  );
}
