/**
 * Faults that were asked for: per operation, a number of times. Taking one counts it down; a fault that is used up
 * stays on the list with how often it struck, so that a test can tell that it did.
 */
import type { Clock } from './clock.ts';
import type { Ids } from './ids.ts';
import type { Store } from './store.ts';

/** Faults of an answer. The operation is done in all of them but the first two. */
export const operationFaults = ['status', 'lost_before', 'lost_after', 'cut', 'malformed', 'slow'] as const;
export const listFaults = ['empty', 'stale'] as const;
export const answerFaults = [...operationFaults, ...listFaults] as const;
/** Faults of the operation `delivery`. The first two strike when a delivery is queued, the others when it is sent. */
export const queueFaults = ['delay', 'reorder'] as const;
export const sendFaults = ['duplicate', 'stale_t', 'bad_signature', 'unreachable'] as const;

export type AnswerFault = (typeof answerFaults)[number];
export type DeliveryFault = (typeof queueFaults)[number] | (typeof sendFaults)[number];

export interface Fault {
  id: string;
  /** An operation's name, `delivery`, or `*` for every operation. */
  operation: string;
  kind: AnswerFault | DeliveryFault;
  /** Lets this many pass first. */
  skip: number;
  /** How often it still strikes; null: always. */
  left: number | null;
  struck: number;
  /** `slow`, `delay`, how old `stale_t` is, and how far behind `stale` is. */
  milliseconds: number | null;
  /** `status`. */
  status: number | null;
  createdAt: string;
}

export type Faults = ReturnType<typeof createFaults>;

export function createFaults(deps: { store: Store; ids: Ids; clock: Clock }) {
  const { store, ids, clock } = deps;
  const table = store.table<Fault>('faults', (row) => row.id);

  return {
    /** The oldest that strikes now, counted down. */
    take(operation: string, kinds: readonly Fault['kind'][]): Fault | undefined {
      const candidates = table.where(
        `operation in (?, '*') and row ->> '$.left' is not 0 order by row ->> '$.createdAt'`,
        operation,
      );
      for (const fault of candidates) {
        if (!kinds.includes(fault.kind)) continue;
        if (fault.skip > 0) {
          table.put({ ...fault, skip: fault.skip - 1 });
          continue;
        }
        table.put({
          ...fault,
          struck: fault.struck + 1,
          left: fault.left === null ? null : fault.left - 1,
        });
        return fault;
      }
      return undefined;
    },
    add(fault: Pick<Fault, 'operation' | 'kind' | 'skip' | 'left' | 'milliseconds' | 'status'>): Fault {
      const row: Fault = { id: ids.uuid(), struck: 0, createdAt: clock.iso(), ...fault };
      table.put(row);
      return row;
    },
    list: () => table.where(`true order by row ->> '$.createdAt'`),
    find: (id: string) => table.get(id),
    remove: (id: string) => table.remove(id),
    clear: () => store.run('delete from faults'),
  };
}
