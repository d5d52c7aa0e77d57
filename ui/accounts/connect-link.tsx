/** A link for an end user, made on demand; it connects whoever opens it first. */
import { Modal } from '@mantine/core';
import { CopyField } from '../kit/copy.tsx';
import forms from '../kit/form.module.css';
import { plain } from '../kit/text.tsx';
import { When } from '../kit/when.tsx';
import classes from './accounts.module.css';
import type { ConnectLink } from './actions.ts';

export function ConnectLinkWords({ link, name }: { link: ConnectLink; name: string }) {
  return (
    <div className={forms.form}>
      <CopyField label="Connect link" value={link.url} />
      <p className={classes.quiet}>
        Works once, until <When at={link.expiresAt} />. Whoever opens it connects their Calendly as{' '}
        {plain(name)}, so send it to nobody else.
      </p>
    </div>
  );
}

export function ConnectLinkDialog(props: { link: ConnectLink | undefined; name: string; onClose(): void }) {
  return (
    <Modal
      opened={props.link !== undefined}
      onClose={props.onClose}
      title={`Connect link for ${plain(props.name)}`}
    >
      {props.link && <ConnectLinkWords link={props.link} name={props.name} />}
    </Modal>
  );
}
