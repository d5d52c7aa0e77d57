/** What is asked before something is done with a connection, one at a time. */
import type { Connection } from '../../sdk/index.ts';
import { NewAccountDrawer } from '../accounts/new-account.tsx';
import { ReplaceTokensDialog } from '../accounts/replace-tokens.tsx';
import { plain } from '../kit/text.tsx';
import { TestDrawer } from '../lifecycle/test-drawer.tsx';
import { CredentialsDrawer } from './credentials-drawer.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { DisconnectOwnDialog } from './disconnect-own-dialog.tsx';
import { OptionsDrawer } from './options-drawer.tsx';

export type Asked = 'credentials' | 'delete' | 'disconnect' | 'link' | 'options' | 'test' | 'tokens';

export interface AskedOf {
  what: Asked;
  of: Connection;
}

export function ConnectionDialogs({ asked, onClose }: { asked: AskedOf | undefined; onClose(): void }) {
  const of = (what: Asked) => (asked?.what === what ? asked.of : undefined);
  const tested = of('test');
  const replacing = of('tokens');
  return (
    <>
      <CredentialsDrawer connection={of('credentials')} onClose={onClose} />
      <OptionsDrawer connection={of('options')} onClose={onClose} />
      <DeleteDialog connection={of('delete')} onClose={onClose} />
      <DisconnectOwnDialog connection={of('disconnect')} onClose={onClose} />
      <TestDrawer
        of={tested && { name: tested.name, path: `/api/v1/connections/${tested.id}` }}
        onClose={onClose}
      />
      <ReplaceTokensDialog
        replaced={
          replacing && {
            whose: `everybody who is connected through ${plain(replacing.name)}`,
            of: { connectionId: replacing.id },
          }
        }
        onClose={onClose}
      />
      <NewAccountDrawer opened={of('link') !== undefined} connectionId={of('link')?.id} onClose={onClose} />
    </>
  );
}
