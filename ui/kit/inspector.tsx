/** What one row is, beside its list where there is room, else as a sheet over it. Esc closes. */
import { CloseButton, Drawer } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import classes from './inspector.module.css';

export function Inspector(props: {
  title: ReactNode;
  label: string;
  testId: string;
  wide?: boolean;
  onClose(): void;
  onKeyDown?(event: KeyboardEvent): void;
  children: ReactNode;
}) {
  const beside = useMediaQuery('(width >= 1200px)', undefined, { getInitialValueInEffect: false });
  const heading = useRef<HTMLHeadingElement>(null);
  useHotkeys([['Escape', () => beside && props.onClose()]]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row is another heading to begin at
  useEffect(() => heading.current?.focus({ preventScroll: true }), [props.label]);
  const content = (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of what is within
    <div data-testid={props.testId} className={classes.content} onKeyDown={props.onKeyDown}>
      {beside && (
        <div className={classes.head}>
          <h2 ref={heading} tabIndex={-1} className={classes.title}>
            {props.title}
          </h2>
          <CloseButton aria-label="Close" onClick={props.onClose} />
        </div>
      )}
      {props.children}
    </div>
  );
  if (beside) {
    return (
      <aside className={classes.beside} data-wide={props.wide || undefined} aria-label={props.label}>
        {content}
      </aside>
    );
  }
  return (
    <Drawer opened onClose={props.onClose} title={props.title} size="min(520px, 100%)">
      {content}
    </Drawer>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
