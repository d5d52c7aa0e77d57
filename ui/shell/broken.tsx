/** A page that broke: our mistake, told as such. */
import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { Outside } from './outside.tsx';

export function Broken({ error }: ErrorComponentProps) {
  return (
    <Outside
      trail="Broken"
      title="This page broke"
      action={<Button onClick={() => location.reload()}>Load it again</Button>}
    >
      <p>The mistake is on our side; nothing was changed. What the browser said: {String(error)}</p>
    </Outside>
  );
}
