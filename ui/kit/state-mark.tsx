/** A state with its shape and its word: quiet without a fill, or a chip when it asks for a person. */

import classes from './state-mark.module.css';
import { type MarkName, marks } from './states.ts';

export function StateMark(props: { name: MarkName; word?: string; chip?: boolean; testId?: string }) {
  const { icon: Icon, word, tone, loud } = marks[props.name];
  const chip = props.chip ?? loud;
  return (
    <span className={classes.mark} data-tone={tone} data-chip={chip || undefined} data-testid={props.testId}>
      <Icon aria-hidden size={16} stroke={1.6} className={classes.icon} />
      <span>{props.word ?? word}</span>
    </span>
  );
}

/** The shape alone, where the word stands beside it as a heading. */
export function StateIcon({ name }: { name: MarkName }) {
  const { icon: Icon, word, tone } = marks[name];
  return (
    <span className={classes.mark} data-tone={tone}>
      <Icon size={18} stroke={1.6} className={classes.icon} aria-label={word} role="img" />
    </span>
  );
}
