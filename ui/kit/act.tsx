/** A button that changes something: off, with its reason, for those who may not; busy while it is done. */
import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Need, useMayChange } from '../shell/session.ts';

export function Act(
  props: ButtonProps & {
    onClick(): void;
    testId?: string;
    children: ReactNode;
    busy?: boolean;
    /** Whose it is; operators' unless told. */
    need?: Need;
    type?: 'submit';
  },
) {
  const { onClick, testId, busy, need = 'operator', ...rest } = props;
  const may = useMayChange(need);
  const only = need === 'owner' ? 'Owners only' : 'Operators only';
  const button = (
    <Button
      {...rest}
      loading={busy}
      data-testid={testId}
      data-disabled={may ? undefined : true}
      aria-disabled={may ? undefined : true}
      aria-description={may ? undefined : only}
      onClick={may ? onClick : undefined}
    />
  );
  return may ? button : <Tooltip label={only}>{button}</Tooltip>;
}
