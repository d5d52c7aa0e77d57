/** A drawer that makes something which is told this once: from then on a slip beside it must not lose it. */
import { Drawer } from '@mantine/core';
import { type ReactNode, useState } from 'react';

export function ShownOnceDrawer(props: {
  opened: boolean;
  onClose(): void;
  title: string;
  shownTitle: string;
  /** Calls `onShown` when there is something to copy. */
  children(made: { onShown(): void; onClose(): void }): ReactNode;
}) {
  const [shown, setShown] = useState(false);
  const onClose = () => {
    setShown(false);
    props.onClose();
  };
  return (
    <Drawer
      opened={props.opened}
      onClose={onClose}
      title={shown ? props.shownTitle : props.title}
      closeOnClickOutside={!shown}
    >
      {props.children({ onShown: () => setShown(true), onClose })}
    </Drawer>
  );
}
