/** A page without the frame: one sentence, what to do, one button at most. */
import type { ReactNode } from 'react';
import classes from './outside.module.css';

export function Outside(props: { trail: string; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <main className={classes.outside}>
      <title>{`${props.trail} · Slotwire`}</title>
      <div className={classes.card}>
        <svg aria-hidden="true" viewBox="0 0 32 32" width="40" height="40" className={classes.mark}>
          <rect width="32" height="32" rx="8" />
          <path d="M7 16h5m8 0h5" />
          <circle cx="16" cy="16" r="4.5" />
        </svg>
        <h1>{props.title}</h1>
        {props.children}
        {props.action}
      </div>
    </main>
  );
}
