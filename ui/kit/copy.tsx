/** Copies a text and says so, to readers too. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import classes from './copy.module.css';
import { selectAll } from './select-all.ts';

function useCopy(text: string): { copied: boolean; copy(): void } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return { copied, copy };
}

export function CopyIcon({ text, what }: { text: string; what: string }) {
  const { copied, copy } = useCopy(text);
  return (
    <ActionIcon className={classes.small} aria-label={`Copy ${what}`} onClick={copy}>
      {copied ? (
        <IconCheck aria-hidden size={16} stroke={1.6} />
      ) : (
        <IconCopy aria-hidden size={16} stroke={1.6} />
      )}
      <span role="status" className="read-out">
        {copied ? 'Copied' : ''}
      </span>
    </ActionIcon>
  );
}

/** A word instead of the shape, for what has none of its own. */
export function CopyButton({ text, children }: { text: string; children: string }) {
  const { copied, copy } = useCopy(text);
  return (
    <Button onClick={copy}>
      {copied ? 'Copied' : children}
      <span role="status" className="read-out">
        {copied ? 'Copied' : ''}
      </span>
    </Button>
  );
}

/** A whole address to be taken elsewhere; it can also be selected by hand. */
export function CopyField(props: { label: string; value: string; hint?: string }) {
  const { copied, copy } = useCopy(props.value);
  return (
    <div className={classes.field}>
      <TextInput
        label={props.label}
        description={props.hint}
        value={props.value}
        readOnly
        classNames={{ input: classes.value }}
        onFocus={selectAll}
      />
      <Button className={classes.button} onClick={copy} aria-label={`Copy ${props.label}`}>
        <span role="status">{copied ? 'Copied' : 'Copy'}</span>
      </Button>
    </div>
  );
}
