/** A button that changes something: off, with its reason, for those who may not; busy while it is done. */
import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMayChange } from '../shell/session.ts';

export function Act(
  props: ButtonProps & {
    onClick(): void;
    testId?: string;
    children: ReactNode;
    busy?: boolean;
    type?: 'submit';
  },
) {
  const { onClick, testId, busy, ...rest } = props;
  const may = useMayChange();
  const button = (
    <Button
      {...rest}
      loading={busy}
      data-testid={testId}
      data-disabled={may ? undefined : true}
      aria-disabled={may ? undefined : true}
      aria-description={may ? undefined : 'Operators only'}
      onClick={may ? onClick : undefined}
    />
  );
  return may ? button : <Tooltip label="Operators only">{button}</Tooltip>;
}
