/** The filters of a list: in a line where there is room, else behind one button in a sheet. */
import { Button, CloseButton, Drawer, TextInput } from '@mantine/core';
import { useDebouncedCallback, useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconFilter, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import classes from './filter-bar.module.css';

export function FilterBar(props: {
  /** How many filters are on. */
  active: number;
  onClear(): void;
  search: ReactNode;
  note?: ReactNode;
  children: ReactNode;
}) {
  const narrow = useMediaQuery('(width < 768px)', undefined, { getInitialValueInEffect: false });
  const [opened, sheet] = useDisclosure();
  const clear = props.active > 0 && (
    <Button variant="subtle" onClick={props.onClear}>
      Remove all filters
    </Button>
  );
  if (!narrow) {
    return (
      <search className={classes.bar} aria-label="Filters">
        {props.search}
        {props.children}
        {clear}
        {props.note && <span className={classes.note}>{props.note}</span>}
      </search>
    );
  }
  return (
    <search className={classes.bar} aria-label="Filters">
      {props.search}
      <Button leftSection={<IconFilter aria-hidden size={16} stroke={1.6} />} onClick={sheet.open}>
        Filter{props.active > 0 ? ` ${props.active}` : ''}
      </Button>
      <Drawer opened={opened} onClose={sheet.close} title="Filters" size="100%">
        <div className={classes.sheet}>
          {props.children}
          <Button variant="filled" onClick={sheet.close}>
            Show the list
          </Button>
          {clear}
        </div>
      </Drawer>
    </search>
  );
}

/** Text that is looked for, handed on when the typing pauses. */
export function SearchField(props: { label: string; value: string; onChange(text: string): void }) {
  const [text, setText] = useState(props.value);
  const handOn = useDebouncedCallback(props.onChange, 250);
  // A blank that is being typed is kept, though it is not looked for.
  useEffect(() => setText((own) => (own.trim() === props.value ? own : props.value)), [props.value]);
  const set = (value: string) => {
    setText(value);
    handOn(value.trim());
  };
  return (
    <TextInput
      className={classes.search}
      type="search"
      aria-label={props.label}
      placeholder={props.label}
      leftSection={<IconSearch aria-hidden size={16} stroke={1.6} />}
      rightSection={text && <CloseButton size="sm" aria-label="Clear the search" onClick={() => set('')} />}
      value={text}
      onChange={(typed) => set(typed.currentTarget.value)}
    />
  );
}
