/** New tokens on a security event, of one account, of a connection's or of all: asked first, then how far it is. */
import { Button, Modal } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { NewTokenRotation, TokenRotation } from '../../sdk/index.ts';
import { get, post } from '../api.ts';
import { Act } from '../kit/act.tsx';
import forms from '../kit/form.module.css';
import { Refusal } from '../kit/refusal.tsx';
import classes from './accounts.module.css';

const path = '/api/v1/token-rotations';
const askAgainMs = 1000;

interface Replaced {
  /** Whom the question names: “Mara Lind”. */
  whose: string;
  of: NewTokenRotation;
}

export function ReplaceTokensDialog(props: { replaced: Replaced | undefined; onClose(): void }) {
  return (
    <Modal opened={props.replaced !== undefined} onClose={props.onClose} title="Replace tokens">
      {props.replaced && <ReplaceTokens {...props.replaced} onClose={props.onClose} />}
    </Modal>
  );
}

function ReplaceTokens({ whose, of, onClose }: Replaced & { onClose(): void }) {
  const begin = useMutation({ mutationFn: () => post<TokenRotation>(path, of) });
  const { data: begun } = begin;
  const query = useQuery({
    queryKey: ['token-rotation', begun?.id],
    queryFn: ({ signal }) => get<TokenRotation>(`${path}/${begun!.id}`, signal),
    enabled: begun !== undefined,
    refetchInterval: ({ state }) => (state.data?.endedAt ? false : askAgainMs),
  });
  if (begun) {
    return (
      <div className={forms.form}>
        <HowFar rotation={query.data ?? begun} />
        {query.isError && <Refusal error={query.error} onRetry={() => void query.refetch()} />}
        <div className={forms.buttons}>
          <Button onClick={onClose} data-autofocus>
            Close
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className={forms.form}>
      <p>
        Of {whose}, for when somebody may have seen them. Calendly gives new ones, and the refresh tokens of
        before are used up. Access tokens of before may live on for up to two hours.
      </p>
      <p>Nobody has to connect again, and meetings arrive as before.</p>
      {begin.isError && <Refusal error={begin.error} />}
      <div className={forms.buttons}>
        <Button onClick={onClose} data-autofocus>
          Keep them
        </Button>
        <Act variant="filled" testId="confirm-replace" busy={begin.isPending} onClick={() => begin.mutate()}>
          Replace tokens
        </Act>
      </div>
    </div>
  );
}

function HowFar({ rotation: { accounts, left, endedAt } }: { rotation: TokenRotation }) {
  const replaced = accounts - left;
  return (
    <div
      className={`${classes.progress} ${classes.whole}`}
      data-testid="replaced"
      data-ended={endedAt !== null}
    >
      <progress aria-label="Tokens replaced" max={accounts || 1} value={accounts ? replaced : 1} />
      <p role="status">{howFar(accounts, left, endedAt !== null)}</p>
    </div>
  );
}

function howFar(accounts: number, left: number, ended: boolean): string {
  if (accounts === 0)
    return 'Nobody is connected here by a consent, so there are no tokens that Calendly replaces.';
  const counted = `${accounts - left} of ${accounts === 1 ? '1 account' : `${accounts} accounts`}`;
  if (left === 0) return `Done: ${counted}. Their refresh tokens of before are used up.`;
  if (!ended) return `${counted} so far. It goes on when this is closed.`;
  return `Given up after a day: ${counted}. Disconnect the others, which gives everything back at once.`;
}
