/** The sheet of keys. They can be switched off where this person chooses how things are shown. */
import { Modal } from '@mantine/core';
import { Fragment } from 'react';
import { modifier } from '../kit/keys.ts';
import { pages } from './pages.ts';
import classes from './shortcuts.module.css';

type Row = [words: string, ...keys: string[]];

const groups: [title: string, rows: Row[]][] = [
  [
    'Everywhere',
    [
      ['Find or do', modifier, 'K'],
      ['This sheet', '?'],
      ['Search', '/'],
      ['Close', 'Esc'],
    ],
  ],
  ['Go to', pages.map(({ word, key }): Row => [word, 'G', key.toUpperCase()])],
  ['Overview', [['Range: hour, day, week, month', '1', '2', '3', '4']]],
  [
    'Connections',
    [
      ['Add Connection', 'N'],
      ['Test the connection in focus', 'T'],
    ],
  ],
  ['One account', [['Test', 'T']]],
  [
    'Deliveries, in the list',
    [
      ['Next, previous', 'J', 'K'],
      ['Open', 'Enter'],
      ['Choose', 'X'],
      ['Replay', 'R'],
      ['Copy its id', 'Y'],
      ['Copy as curl', 'C'],
      ['Filter', 'F'],
      ['Pause', 'P'],
    ],
  ],
];

export function Shortcuts({ opened, onClose }: { opened: boolean; onClose(): void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" size={640}>
      <div className={classes.groups}>
        {groups.map(([title, rows]) => (
          <section key={title} className={classes.group}>
            <h3>{title}</h3>
            <dl>
              {rows.map(([words, ...keys]) => (
                <div key={words} className={classes.row}>
                  <dt>{words}</dt>
                  <dd>
                    {keys.map((key) => (
                      <Fragment key={key}>
                        <kbd>{key}</kbd>{' '}
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={classes.note}>To switch single keys off, open the menu with your name.</p>
    </Modal>
  );
}
