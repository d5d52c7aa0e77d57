/** A member's sign-in link, told this once, with what whoever opens it becomes. */
import { Button } from '@mantine/core';
import type { SignInLink } from '../../sdk/index.ts';
import { CopyField } from '../kit/copy.tsx';
import forms from '../kit/form.module.css';
import { plain } from '../kit/text.tsx';
import { When } from '../kit/when.tsx';

export function SignInLinkWords(props: { link: SignInLink; name: string; onClose(): void }) {
  return (
    <div className={forms.form}>
      <p role="status">
        This is the only time it is shown. Whoever opens it first is signed in as {plain(props.name)}, until{' '}
        <When at={props.link.expiresAt} />. Hand it to them alone.
      </p>
      <CopyField label="Sign-in link" value={props.link.url} />
      <div className={forms.buttons}>
        <Button variant="filled" data-testid="link-kept" onClick={props.onClose}>
          I have copied it
        </Button>
      </div>
    </div>
  );
}
