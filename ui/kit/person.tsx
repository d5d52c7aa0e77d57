/** A person as a round of initials; the name stands beside it. */
import classes from './person.module.css';

export function Initials({ name }: { name: string }) {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('');
  return (
    <span aria-hidden className={classes.round}>
      {letters.toLocaleUpperCase()}
    </span>
  );
}
