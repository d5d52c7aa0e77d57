/** One level of card: a heading line and what belongs to it. */
import { type ReactNode, useId } from 'react';
import classes from './card.module.css';

export function Card(props: { title: string; note?: ReactNode; flush?: boolean; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id} data-flush={props.flush || undefined}>
      <header className={classes.head}>
        <h2 id={id}>{props.title}</h2>
        {props.note && <span className={classes.note}>{props.note}</span>}
      </header>
      {props.children}
    </section>
  );
}
