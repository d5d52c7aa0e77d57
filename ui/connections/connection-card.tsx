/** One connection: name and state first, what it is, what can be done with it. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connection } from '../../sdk/index.ts';
import { Id } from '../kit/id.tsx';
import { StateMark } from '../kit/state-mark.tsx';
import { plain, Text } from '../kit/text.tsx';
import { AccountCounts } from './account-counts.tsx';
import { ConnectionActions } from './connection-actions.tsx';
import type { Asked } from './connection-dialogs.tsx';
import { ConnectionName } from './connection-name.tsx';
import { ConnectionNotes, ConnectionReason } from './connection-reason.tsx';
import classes from './connections.module.css';
import { environmentWords } from './environment-field.tsx';

export function ConnectionCard({ connection, ask }: { connection: Connection; ask(what: Asked): void }) {
  const [renaming, setRenaming] = useState(false);
  const { status } = connection;
  return (
    <article
      className={classes.card}
      aria-label={plain(connection.name)}
      data-connection-id={connection.id}
      data-state={status.state}
    >
      <div className={classes.what}>
        <div className={classes.heading}>
          {renaming ? (
            <ConnectionName connection={connection} onDone={() => setRenaming(false)} />
          ) : (
            <h2 className={classes.name}>
              <Link
                from="/$tenant"
                to="/$tenant/settings/connections/$connectionId"
                params={{ connectionId: String(connection.id) }}
              >
                <Text>{connection.name}</Text>
              </Link>
            </h2>
          )}
          <span className={classes.number}>#{connection.id}</span>
          <StateMark name={status.state} chip testId="connection-status" />
          {status.state === 'connected' && status.health.level !== 'ok' && (
            <StateMark name={status.health.level} />
          )}
        </div>
        <ConnectionReason connection={connection} />
        <ConnectionNotes connection={connection} />
        <dl className={classes.facts}>
          <div>
            <dt>Client ID</dt>
            <dd>
              <Id value={connection.clientId} what="Client ID" />
            </dd>
          </div>
          <div>
            <dt>Webhook signing key</dt>
            <dd>{connection.options.webhookSigningKey ? 'Entered' : 'Not entered'}</dd>
          </div>
          {connection.options.environment && (
            <div>
              <dt>Environment</dt>
              <dd>{environmentWords[connection.options.environment]}</dd>
            </div>
          )}
          <div>
            <dt>End users’ accounts</dt>
            <dd>
              <AccountCounts connection={connection} />
            </dd>
          </div>
        </dl>
      </div>
      <div className={classes.actions}>
        <ConnectionActions connection={connection} ask={ask} rename={() => setRenaming(true)} />
      </div>
    </article>
  );
}
