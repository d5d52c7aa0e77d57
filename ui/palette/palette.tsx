/** Find or do: a page, a record by name or id, or something to do, from anywhere; then what that asks for. */
import { Modal } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Account } from '../../sdk/index.ts';
import { useConnectLink } from '../accounts/actions.ts';
import { ConnectLinkDialog } from '../accounts/connect-link.tsx';
import { nameOf } from '../accounts/name.ts';
import { NewAccountDrawer } from '../accounts/new-account.tsx';
import { tell } from '../kit/tell.ts';
import { useSession } from '../shell/session.ts';
import { Chooser } from './chooser.tsx';
import { remember } from './last.ts';
import { LinkFor } from './link-for.tsx';
import classes from './palette.module.css';
import { type Asked, useDoings } from './use-doings.ts';
import { useGroups } from './use-groups.ts';

const TestBooking = lazy(() =>
  import('../overview/send-test.tsx').then((module) => ({ default: module.TestBooking })),
);

/** `onClose` gives the focus back to where it was. */
export function Palette(props: { opened: boolean; onClose(): void; onKeys(): void }) {
  const { opened, onClose, onKeys } = props;
  const [asked, setAsked] = useState<Asked>();
  const end = () => setAsked(undefined);
  return (
    <>
      <Sheet title="Find or do" opened={opened} onClose={onClose}>
        <FindOrDo onClose={onClose} onAsk={setAsked} onKeys={onKeys} />
      </Sheet>
      <CopyLink opened={asked === 'link'} onClose={end} />
      <NewAccountDrawer opened={asked === 'account'} onClose={end} />
      <Modal opened={asked === 'test'} onClose={end} title="Send a test booking">
        <Suspense fallback={null}>
          <TestBooking />
        </Suspense>
      </Modal>
    </>
  );
}

function Sheet(props: { title: string; opened: boolean; onClose(): void; children: ReactNode }) {
  return (
    <Modal
      {...props}
      size={640}
      padding={0}
      centered={false}
      withCloseButton={false}
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      classNames={{ header: 'read-out', content: classes.sheet, inner: classes.inner }}
    />
  );
}

function FindOrDo(props: { onClose(): void; onAsk(what: Asked): void; onKeys(): void }) {
  const { onClose, onAsk, onKeys } = props;
  const { slug } = useSession().tenant;
  const [text, setText] = useState('');
  const doings = useDoings({ ask: onAsk, showKeys: onKeys });
  const { groups, status } = useGroups(text, doings);
  return (
    <Chooser
      label="Find or do…"
      text={text}
      onText={setText}
      groups={groups}
      status={status}
      onClose={onClose}
      onChoose={(entry) => {
        onClose();
        remember(slug, entry.key);
        entry.run();
      }}
    />
  );
}

/** First for whom; the link is copied as soon as it is made, and shown, since a browser may not let us copy. */
function CopyLink({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const [chosen, setChosen] = useState<Account>();
  const link = useConnectLink();
  const make = (account: Account) => {
    onClose();
    setChosen(account);
    link.mutate(account.id, {
      onSuccess: ({ url }) =>
        navigator.clipboard?.writeText(url).then(
          () => tell('The link is copied.'),
          () => undefined,
        ),
    });
  };
  return (
    <>
      <Sheet title="Copy connect link" opened={opened} onClose={onClose}>
        <LinkFor onChoose={make} onClose={onClose} />
      </Sheet>
      <ConnectLinkDialog link={link.data} name={chosen ? nameOf(chosen.endUser) : ''} onClose={link.reset} />
    </>
  );
}
