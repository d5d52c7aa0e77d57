/** The wire: what happened one after the other, each step with its shape, its word and what is known of it. */
import type { ReactNode } from 'react';
import { StateIcon } from './state-mark.tsx';
import type { MarkName } from './states.ts';
import classes from './wire.module.css';

export interface WireStep {
  key: string;
  mark: MarkName;
  title: string;
  /** Right behind the title: how long it took. */
  beside?: string;
  detail: ReactNode;
}

export function Wire({ label, steps }: { label: string; steps: WireStep[] }) {
  return (
    <ol className={classes.wire} aria-label={label}>
      {steps.map(({ key, mark, title, beside, detail }) => (
        <li key={key} className={classes.step}>
          <StateIcon name={mark} />
          <div>
            <p className={classes.title}>
              {title}
              {beside && <span className={classes.beside}>{beside}</span>}
            </p>
            <div className={classes.detail}>{detail}</div>
          </div>
        </li>
      ))}
    </ol>
  );
}
