/** Browsers that are signed in: one's own, and to an owner everybody's. */
import { Button } from '@mantine/core';
import { useMemo } from 'react';
import type { OpenSession } from '../../sdk/index.ts';
import { Load } from '../kit/load.tsx';
import { Cell, type Line, LogList, SkeletonRows } from '../kit/log-list.tsx';
import { tell, tellRefusal } from '../kit/tell.ts';
import { plain, Text } from '../kit/text.tsx';
import { usePages } from '../kit/use-pages.ts';
import { When } from '../kit/when.tsx';
import { sessionsQuery } from '../queries.ts';
import classes from './team.module.css';
import { useEndSession } from './team-actions.ts';

const ways = { link: 'by link', single_sign_on: 'by single sign-on' };

export function BrowserList() {
  const { query, items, more } = usePages(sessionsQuery);
  const lines = useMemo(
    () => items.map((item): Line<OpenSession> => ({ kind: 'row', key: item.id, item })),
    [items],
  );
  return (
    <Load query={query} skeleton={<SkeletonRows rows={4} />}>
      {() => (
        <LogList
          label="Signed-in browsers"
          testId="sessions-list"
          className={classes.browsers}
          columns={['Browser', 'Member', 'Address', 'Signed in', 'Last used', 'Actions']}
          lines={lines}
          onNearEnd={more}
          row={(session) => <Row session={session} />}
        />
      )}
    </Load>
  );
}

function Row({ session }: { session: OpenSession }) {
  const end = useEndSession();
  const { id, browser, member, address, how, since, lastSeenAt, current } = session;
  const go = () =>
    end.mutate(id, {
      onSuccess: () => tell('Signed out', plain(`${browser}, ${member.name}`)),
      onError: tellRefusal,
    });
  return (
    <>
      <Cell className={classes.name} title={plain(browser)}>
        <Text>{browser}</Text>
        {current && <span className={classes.self}>this one</span>}
      </Cell>
      <Cell className={classes.who} title={plain(member.name)}>
        <Text>{member.name}</Text>
      </Cell>
      <Cell className={classes.address}>{address}</Cell>
      <Cell className={classes.since}>
        <When at={since} /> {ways[how]}
      </Cell>
      <Cell className={classes.used}>
        <When at={lastSeenAt} />
      </Cell>
      <Cell className={classes.more}>
        <Button
          size="xs"
          loading={end.isPending}
          onClick={go}
          aria-label={plain(`Sign out ${browser} of ${member.name}, since ${since}`)}
        >
          Sign out
        </Button>
      </Cell>
    </>
  );
}
