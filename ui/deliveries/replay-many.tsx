/** Many deliveries once more: how many and which is told before, how far it is meanwhile. */
import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Act } from '../kit/act.tsx';
import forms from '../kit/form.module.css';
import { Notice } from '../kit/notice.tsx';
import { Refusal } from '../kit/refusal.tsx';
import { plain } from '../kit/text.tsx';
import { type DeliveryFilter, deliveryExactCountQuery } from '../queries.ts';
import type { DeliverySearch } from '../router.tsx';
import { filterWords } from './filter.ts';
import { type ReplayOf, useReplayMany } from './replay.ts';

export type Wanted = { ids: string[] } | { matching: DeliverySearch; filter: DeliveryFilter };

export interface Running {
  replayed: number;
  accountId: string | undefined;
}

/** Further back nothing was received. */
const beginning = '2000-01-01T00:00:00Z';

export function ReplayDialog(props: {
  wanted: Wanted | undefined;
  onClose(): void;
  onBegun(running: Running): void;
}) {
  return (
    <Modal opened={props.wanted !== undefined} onClose={props.onClose} title="Replay deliveries?">
      {props.wanted && <Question {...props} wanted={props.wanted} />}
    </Modal>
  );
}

function Question(props: { wanted: Wanted; onClose(): void; onBegun(running: Running): void }) {
  const { wanted } = props;
  const replay = useReplayMany();
  const filter = 'filter' in wanted ? wanted.filter : {};
  const matching = useQuery({ ...deliveryExactCountQuery(filter), enabled: 'filter' in wanted });
  const count = 'ids' in wanted ? wanted.ids.length : matching.data?.count;
  const words =
    count === undefined ? '' : `${count.toLocaleString('en-GB')} ${count === 1 ? 'delivery' : 'deliveries'}`;
  const of: ReplayOf = 'ids' in wanted ? wanted : { from: beginning, ...filter };
  const begin = () =>
    replay.mutate(of, {
      onSuccess: ({ replayed }) => {
        props.onBegun({ replayed, accountId: filter.accountId });
        props.onClose();
      },
    });
  return (
    <div className={forms.form}>
      <p>
        {count === undefined ? 'Counting. ' : `${words} get their effect once more. `}
        {'matching' in wanted && plain(`Chosen: ${filterWords(wanted.matching)}. `)}
        What a delivery said already changes nothing; nothing is sent to Calendly.
      </p>
      {matching.isError && <Refusal error={matching.error} onRetry={() => void matching.refetch()} />}
      {replay.isError && <Refusal error={replay.error} />}
      <div className={forms.buttons}>
        <Button onClick={props.onClose}>Leave them</Button>
        <Act
          variant="filled"
          testId="confirm-replay"
          busy={replay.isPending}
          disabled={!count}
          onClick={begin}
        >
          {count ? `Replay ${words}` : 'Replay'}
        </Act>
      </div>
    </div>
  );
}

export function ReplayProgress({ of, onClose }: { of: Running; onClose(): void }) {
  const { replayed, accountId } = of;
  const waiting = useQuery({
    ...deliveryExactCountQuery({ outcome: 'waiting', ...(accountId && { accountId }) }),
    refetchInterval: ({ state }) => (state.data?.count === 0 ? false : 1000),
  });
  const left = waiting.data?.count;
  const words = replayed.toLocaleString('en-GB');
  if (replayed === 0) {
    return (
      <Notice name="no_change" title="Nothing was replayed." onClose={onClose}>
        None of them is here any more, or all of them wait already.
      </Notice>
    );
  }
  if (left === 0) {
    return (
      <Notice name="applied" title={`Replayed ${words}.`} onClose={onClose}>
        Nothing waits any more. Each row says what came of it.
      </Notice>
    );
  }
  return (
    <Notice name="working" title={`Replaying ${words}.`}>
      {left === undefined ? 'They wait for their turn.' : `${left.toLocaleString('en-GB')} still wait.`}
    </Notice>
  );
}
