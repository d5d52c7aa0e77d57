/**
 * A JSON document as a tree that folds. What is folded is not in the page, and long lists come in parts, so that a
 * document of any depth or length can be shown.
 */
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import classes from './json-tree.module.css';
import { plain } from './text.tsx';

const openTo = 3;
const atOnce = 100;

export function JsonTree({ value }: { value: unknown }) {
  return (
    <div className={classes.tree}>
      <Node value={value} depth={0} />
    </div>
  );
}

function Node({ name, value, depth }: { name?: string; value: unknown; depth: number }) {
  const [open, setOpen] = useState(depth < openTo);
  const [most, setMost] = useState(atOnce);
  const key = name !== undefined && <Key>{name}</Key>;
  if (typeof value !== 'object' || value === null) {
    return (
      <div className={classes.leaf}>
        {key}
        <Leaf value={value} />
      </div>
    );
  }
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  const [begin, end] = list ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) {
    return (
      <div className={classes.leaf}>
        {key}
        <span className={classes.sign}>{begin + end}</span>
      </div>
    );
  }
  return (
    <div>
      <button type="button" className={classes.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
        {key}
        <span className={classes.sign}>
          {open ? begin : `${begin} ${entries.length} ${list ? 'items' : 'fields'} ${end}`}
        </span>
      </button>
      {open && (
        <div className={classes.inside}>
          {entries.slice(0, most).map(([field, inner]) => (
            <Node key={field} {...(!list && { name: field })} value={inner} depth={depth + 1} />
          ))}
          {entries.length > most && (
            <Button size="compact-xs" onClick={() => setMost(most + atOnce)}>
              {entries.length - most} more
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function Key({ children }: { children: string }): ReactNode {
  return (
    <>
      <bdi className={classes.key}>{plain(children)}</bdi>
      <span className={classes.sign}>: </span>
    </>
  );
}

function Leaf({ value }: { value: unknown }) {
  const kind = value === null ? 'null' : typeof value;
  return (
    <bdi className={classes.value} data-kind={kind}>
      {plain(JSON.stringify(value))}
    </bdi>
  );
}
