// biome-ignore-all lint/a11y/useSemanticElements: options in groups, with a mark and a note each, are no select
/** A field and what it finds, in groups: one list by arrows and Enter, spoken as a combobox. */
import { CloseButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { StateMark } from '../kit/state-mark.tsx';
import { plain, Text } from '../kit/text.tsx';
import type { Entry, Group } from './entries.ts';
import classes from './palette.module.css';

export function Chooser(props: {
  label: string;
  text: string;
  onText(text: string): void;
  groups: Group[];
  /** Said below the list, and to readers. */
  status: string;
  onChoose(entry: Entry): void;
  onClose(): void;
}) {
  const { label, text, onText, groups, onChoose } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const entries = groups.flatMap((group) => group.entries);
  const [wanted, setWanted] = useState<string>();
  // What is found later stands below, so that the active one stays the active one.
  const active = Math.max(
    0,
    entries.findIndex(({ key }) => key === wanted),
  );
  const idOf = (index: number) => `${id}-${index}`;
  const step = (by: number) => setWanted(entries.at((active + by) % entries.length)?.key);
  const choose = (entry: Entry | undefined) => entry && !entry.off && onChoose(entry);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another one is active
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active, text]);

  const onKeyDown = (event: KeyboardEvent) => {
    // The Enter that ends a composed character chooses nothing.
    if (event.nativeEvent.isComposing) return;
    const act = {
      arrowdown: () => step(1),
      arrowup: () => step(-1),
      enter: () => choose(entries[active]),
    }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  };

  return (
    <div className={classes.chooser}>
      <div className={classes.field}>
        <IconSearch aria-hidden size={18} stroke={1.6} />
        <input
          data-autofocus
          className={classes.input}
          role="combobox"
          aria-label={label}
          aria-expanded={entries.length > 0}
          aria-controls={entries.length > 0 ? id : undefined}
          aria-activedescendant={entries.length > 0 ? idOf(active) : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={label}
          value={text}
          onChange={(event) => {
            setWanted(undefined);
            onText(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
        <CloseButton aria-label="Close" onClick={props.onClose} />
      </div>
      {entries.length > 0 && (
        <div ref={list} id={id} role="listbox" aria-label={label} className={classes.list}>
          {groups.map((group, at) => {
            const before = groups.slice(0, at).reduce((sum, one) => sum + one.entries.length, 0);
            if (group.entries.length === 0) return null;
            return (
              <div key={group.title} role="group" aria-labelledby={`${id}-g${at}`}>
                <p id={`${id}-g${at}`} className={classes.heading}>
                  {group.title}
                </p>
                {group.entries.map((entry, index) => (
                  <Option
                    key={entry.key}
                    id={idOf(before + index)}
                    entry={entry}
                    active={before + index === active}
                    onPoint={() => setWanted(entry.key)}
                    onChoose={() => choose(entry)}
                  />
                ))}
              </div>
            );
          })}
        </div>
      )}
      <p role="status" className={classes.status} data-alone={entries.length === 0 || undefined}>
        {props.status}
      </p>
    </div>
  );
}

function Option(props: { id: string; entry: Entry; active: boolean; onPoint(): void; onChoose(): void }) {
  const { icon: Icon, title, note, mark, off } = props.entry;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are heard by the field, which keeps the focus
    <div
      id={props.id}
      role="option"
      tabIndex={-1}
      aria-selected={props.active}
      aria-disabled={off ? true : undefined}
      className={classes.option}
      data-testid="palette-option"
      onMouseMove={props.onPoint}
      onMouseDown={(event) => event.preventDefault()}
      onClick={props.onChoose}
    >
      <Icon aria-hidden size={18} stroke={1.6} />
      <span className={classes.words} title={plain([title, note].filter(Boolean).join('\n'))}>
        <span className={classes.title}>
          <Text>{title}</Text>
        </span>
        {(off ?? note) && (
          <span className={classes.note}>
            <Text>{(off ?? note)!}</Text>
          </span>
        )}
      </span>
      {mark && <StateMark name={mark} chip={false} />}
    </div>
  );
}
