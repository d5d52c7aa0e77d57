/** One delivery: its way through, what it did, its bytes, and its effect once more. */
import { Button, SegmentedControl } from '@mantine/core';
import { IconRotateClockwise } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { DeliveryDetail } from '../../sdk/index.ts';
import { address, shownTenant } from '../api.ts';
import { Act } from '../kit/act.tsx';
import { CopyButton } from '../kit/copy.tsx';
import { Facts } from '../kit/facts.tsx';
import { Id } from '../kit/id.tsx';
import { Inspector, Section } from '../kit/inspector.tsx';
import { onKeys, type Pressed } from '../kit/keys.ts';
import { Load } from '../kit/load.tsx';
import { SkeletonRows } from '../kit/log-list.tsx';
import { Notice } from '../kit/notice.tsx';
import { StateMark } from '../kit/state-mark.tsx';
import { marks } from '../kit/states.ts';
import { plain, Text } from '../kit/text.tsx';
import { When } from '../kit/when.tsx';
import { deliveryQuery } from '../queries.ts';
import { useMayChange } from '../shell/session.ts';
import { Body, RawBytes } from './body.tsx';
import { curlOf } from './curl.ts';
import classes from './delivery-detail.module.css';
import { DeliveryWire } from './delivery-wire.tsx';
import { useDeliverySearch } from './filter.ts';
import { neighbour } from './keys.ts';
import { useReplayOne } from './replay.ts';

const route = getRouteApi('/$tenant/deliveries/$deliveryId');

export function DeliveryInspector() {
  const { deliveryId } = route.useParams();
  const navigate = route.useNavigate();
  const query = useQuery(deliveryQuery(deliveryId));
  const replay = useReplayOne();
  const may = useMayChange();
  const close = () => {
    void navigate({ to: '/$tenant/deliveries', search: true }).then(() => focusRow(deliveryId));
  };
  const walk = (step: 1 | -1) => {
    const next = neighbour(deliveryId, step);
    if (!next) return;
    next.link.scrollIntoView({ block: 'nearest' });
    void navigate({ to: '.', params: { deliveryId: next.id }, search: true, replace: true });
  };
  const { data } = query;
  const keys = onKeys({
    j: () => walk(1),
    k: () => walk(-1),
    arrowdown: (event) => onHeading(event) && walk(1),
    arrowup: (event) => onHeading(event) && walk(-1),
    r: may && data && data.outcome !== 'unverified' ? () => replay.mutate(deliveryId) : undefined,
    c: () => data && void navigator.clipboard?.writeText(curlOf(data)),
    y: () => void navigator.clipboard?.writeText(deliveryId),
  });
  const title = data?.topic ?? (data?.outcome === 'unverified' ? 'Not read' : 'Delivery');
  return (
    <Inspector
      title={
        <span className={classes.topic}>
          <Text>{title}</Text>
        </span>
      }
      label={plain(title)}
      testId="delivery-detail"
      wide
      onClose={close}
      onKeyDown={keys}
    >
      <title>{`${plain(title)} · Deliveries · Slotwire`}</title>
      <Load query={query} skeleton={<SkeletonRows rows={6} />}>
        {(delivery) => (
          <Detail delivery={delivery} busy={replay.isPending} onReplay={() => replay.mutate(deliveryId)} />
        )}
      </Load>
    </Inspector>
  );
}

/** Elsewhere these keys scroll, or choose. */
function onHeading({ target }: Pressed): boolean {
  return (target as Element).matches('h2');
}

/** Focus goes back to where it came from. */
function focusRow(id: string): void {
  const link = document.querySelector<HTMLElement>(`[data-delivery-id="${CSS.escape(id)}"] a[data-row-link]`);
  link?.focus({ preventScroll: true });
}

function Detail(props: { delivery: DeliveryDetail; busy: boolean; onReplay(): void }) {
  const { delivery } = props;
  const { explanation, outcome } = delivery;
  return (
    <>
      <div className={classes.top}>
        <StateMark chip name={outcome} testId="delivery-outcome" />
        <span className={classes.id}>
          <Id value={delivery.id} what="delivery id" />
        </span>
        {outcome !== 'unverified' && (
          <Act
            testId="replay-one"
            busy={props.busy}
            leftSection={<IconRotateClockwise aria-hidden size={16} stroke={1.6} />}
            onClick={props.onReplay}
          >
            Replay
          </Act>
        )}
      </div>
      {explanation && (
        <Notice name={outcome} title={`${marks[outcome].word}.`}>
          {plain(explanation.words)} {explanation.wayOut}
        </Notice>
      )}
      <DeliveryWire delivery={delivery} />
      <Bytes delivery={delivery} />
      {delivery.copies.length > 0 && (
        <Section title="The same bytes came again">
          <ul>
            {delivery.copies.map((copy) => (
              <li key={copy.id} className={classes.copy}>
                <Link
                  from="/$tenant/deliveries"
                  to="/$tenant/deliveries/$deliveryId"
                  params={{ deliveryId: copy.id }}
                  search={true}
                >
                  <When at={copy.receivedAt} />
                </Link>
                <StateMark name={copy.outcome} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Bytes({ delivery }: { delivery: DeliveryDetail }) {
  const { search, set } = useDeliverySearch();
  const tab = search.tab ?? 'body';
  const raw = address(`/api/v1/deliveries/${delivery.id}/raw`, { tenant: shownTenant() });
  return (
    <Section title="What was sent">
      <div className={classes.bar}>
        <SegmentedControl
          aria-label="What to show of it"
          value={tab}
          data={[
            { value: 'body', label: 'Body' },
            { value: 'headers', label: 'Headers' },
            { value: 'raw', label: 'Raw bytes' },
          ]}
          onChange={(chosen) => set({ tab: chosen === 'body' ? undefined : (chosen as 'headers' | 'raw') })}
        />
        <span className={classes.tools}>
          <CopyButton text={curlOf(delivery)}>Copy as curl</CopyButton>
          {delivery.body.length > 0 && (
            <Button component="a" href={raw} download>
              Download
            </Button>
          )}
        </span>
      </div>
      {tab === 'body' && <Body body={delivery.body} />}
      {tab === 'raw' && <RawBytes body={delivery.body} />}
      {tab === 'headers' && (
        <div className={classes.headers}>
          <Facts
            rows={Object.entries(delivery.headers).map(([name, value]) => [
              name,
              <code key={name}>
                <Text>{value}</Text>
              </code>,
            ])}
          />
          <p className={classes.quiet}>
            Only these are kept. The signature is not shown: with it and the body anybody could say the same
            again.
          </p>
        </div>
      )}
    </Section>
  );
}
