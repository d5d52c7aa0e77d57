/** The command that prints a new sign-in link. */
import { CopyIcon } from '../kit/copy.tsx';
import { signInCommand } from '../words.ts';
import classes from './outside.module.css';

export function SignInCommand() {
  return (
    <div className={classes.command}>
      <code>{signInCommand}</code>
      <CopyIcon text={signInCommand} what="the command" />
    </div>
  );
}
