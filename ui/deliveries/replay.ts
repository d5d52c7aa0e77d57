/** Gives deliveries their effect again, and tells what came of it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { DeliveryDetail } from '../../sdk/index.ts';
import { post } from '../api.ts';
import { marks } from '../kit/states.ts';
import { tell, tellRefusal } from '../kit/tell.ts';
import { deliveryQuery } from '../queries.ts';

export interface ReplayOf {
  ids?: string[];
  accountId?: string;
  outcome?: string;
  topic?: string;
  from?: string;
}

const lookEveryMs = 250;
const looks = 40;

export function useReplayOne() {
  const client = useQueryClient();
  return useMutation({
    async mutationFn(id: string): Promise<DeliveryDetail> {
      await post('/api/v1/deliveries/replay', { ids: [id] });
      for (let look = 1; ; look++) {
        const found = await client.fetchQuery({ ...deliveryQuery(id), staleTime: 0 });
        if (found.outcome !== 'waiting' || look === looks) return found;
        await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      }
    },
    onSuccess: ({ outcome }) => tell(`Replayed: ${marks[outcome].word.toLowerCase()}`, cameOf[outcome]),
    onError: tellRefusal,
    onSettled: () => client.invalidateQueries({ queryKey: ['deliveries'] }),
  });
}

export function useReplayMany() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (of: ReplayOf) => post<{ replayed: number }>('/api/v1/deliveries/replay', of),
    onSuccess: () => client.invalidateQueries({ queryKey: ['deliveries'] }),
  });
}

const cameOf: Record<DeliveryDetail['outcome'], string> = {
  applied: 'It changed what we knew of its meeting.',
  no_change: 'Everything that it says was known.',
  kept: 'It has no meaning for meetings.',
  too_long: 'Too long to be held; the account is read again.',
  parked: 'It still cannot be read.',
  unconfirmed: 'Calendly is being asked about it.',
  waiting: 'It has its turn behind what waits already.',
  unverified: 'No key of ours signed it.',
};
