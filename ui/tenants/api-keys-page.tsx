/** The keys with which programs call the API: what each may do, for whom, and when it was last used. */
import { ActionIcon, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { ApiKey } from '../../sdk/index.ts';
import { Act } from '../kit/act.tsx';
import { CopyField } from '../kit/copy.tsx';
import { Empty } from '../kit/empty.tsx';
import { Load } from '../kit/load.tsx';
import { Cell, type Line, LogList, SkeletonRows } from '../kit/log-list.tsx';
import { plain, Text } from '../kit/text.tsx';
import { usePages } from '../kit/use-pages.ts';
import { When } from '../kit/when.tsx';
import { apiKeysQuery } from '../queries.ts';
import { Page } from '../shell/page.tsx';
import { useMayChange } from '../shell/session.ts';
import classes from './api-keys.module.css';
import { firstRequest } from './first-request.ts';
import { RenameKeyDialog, RevokeKeyDialog } from './key-dialogs.tsx';
import { NewKeyDrawer } from './new-key.tsx';
import { scopes, scopeWords } from './scopes.ts';

/** One thing at a time is asked of a key. */
interface Asked {
  what: 'rename' | 'revoke';
  of: ApiKey;
}

export function ApiKeysPage() {
  const { query, items, more } = usePages(apiKeysQuery);
  const [making, drawer] = useDisclosure();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const of = (what: Asked['what']) => (asked?.what === what ? asked.of : undefined);
  const lines = useMemo(
    () => items.map((item): Line<ApiKey> => ({ kind: 'row', key: item.id, item })),
    [items],
  );
  return (
    <Page
      title="API keys"
      trail="API keys · Settings"
      fill
      actions={
        <Act
          variant="filled"
          testId="new-key"
          leftSection={<IconPlus aria-hidden size={16} />}
          onClick={drawer.open}
        >
          New key
        </Act>
      }
    >
      <div className={classes.list}>
        <Load query={query} skeleton={<SkeletonRows rows={4} />}>
          {() =>
            lines.length === 0 ? (
              <None make={drawer.open} />
            ) : (
              <LogList
                label="API keys"
                testId="api-keys-list"
                className={classes.columns}
                columns={['Name', 'Key', 'It may', 'For', 'Last used', 'Made', 'Actions']}
                lines={lines}
                onNearEnd={more}
                row={(key) => <Row apiKey={key} ask={(what) => setAsked({ what, of: key })} />}
              />
            )
          }
        </Load>
      </div>
      <NewKeyDrawer opened={making} onClose={drawer.close} />
      <RenameKeyDialog apiKey={of('rename')} onClose={close} />
      <RevokeKeyDialog apiKey={of('revoke')} onClose={close} />
    </Page>
  );
}

function Row({ apiKey, ask }: { apiKey: ApiKey; ask(what: Asked['what']): void }) {
  const may = apiKey.scopes.map((scope) => scopeWords[scope]).join(' · ');
  return (
    <>
      <Cell className={classes.name} title={plain(apiKey.name)}>
        <Text>{apiKey.name}</Text>
      </Cell>
      <Cell className={classes.key}>{apiKey.begins}…</Cell>
      <Cell className={classes.may} title={may}>
        {apiKey.scopes.length === scopes.length ? 'Everything' : may}
      </Cell>
      <Cell className={classes.for} title={plain(apiKey.userId ?? '')}>
        {apiKey.userId === null ? 'All end users' : <Text>{`Only ${apiKey.userId}`}</Text>}
      </Cell>
      <Cell className={classes.used}>
        {apiKey.lastUsedAt ? <When at={apiKey.lastUsedAt} /> : 'Never used'}
      </Cell>
      <Cell className={classes.made}>
        <When at={apiKey.createdAt} />
      </Cell>
      <Cell className={classes.more}>
        <More apiKey={apiKey} ask={ask} />
      </Cell>
    </>
  );
}

function More({ apiKey, ask }: { apiKey: ApiKey; ask(what: Asked['what']): void }) {
  const may = useMayChange();
  if (!may) return null;
  const icon = { 'aria-hidden': true, size: 16, stroke: 1.6 };
  return (
    // A row lets nothing out of itself.
    <Menu withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" aria-label={plain(`More for ${apiKey.name}`)}>
          <IconDots aria-hidden size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil {...icon} />} onClick={() => ask('rename')}>
          Rename
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash {...icon} />} onClick={() => ask('revoke')}>
          Revoke
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function None({ make }: { make(): void }) {
  return (
    <>
      <Empty
        title="No API key yet"
        actions={
          <Act variant="filled" onClick={make}>
            New key
          </Act>
        }
      >
        With a key your programs read meetings, add accounts and follow changes.
      </Empty>
      <div className={classes.first}>
        <CopyField label="A first request" value={firstRequest()} />
      </div>
    </>
  );
}
