/**
 * What a failing database means to a caller: `unavailable`, `read_only` or `timeout` as the error's code,
 * whatever driver or server said. What a statement itself did wrong (a constraint, a syntax) stays as it came.
 */
import pg from 'pg';

type FaultCode = 'unavailable' | 'read_only' | 'timeout';

const byState: [RegExp, FaultCode][] = [
  [/^25006$/, 'read_only'],
  [/^(57014|55P03|25P03|25P04)$/, 'timeout'],
  [/^(08...|53...|57P0.|58...|40001|40P01)$/, 'unavailable'],
];
const ofTheWire = /^(ECONN|EPIPE|ENOENT|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
const ofTheDriver = /terminated|not queryable|was closed|timeout|calling end on the pool/i;

/** The error as a fault of the database where it is one, else the error itself. */
export function toFault(error: unknown): unknown {
  const code = faultCode(error);
  if (!code) return error;
  const { message, code: state } = error as { message: string; code?: string };
  return Object.assign(new Error(state ? `${message} (${state})` : message, { cause: error }), { code });
}

/** Whether it is the database as a whole that does not serve, not one statement that went wrong. */
export function isUnavailable(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'unavailable' || code === 'read_only' || code === 'timeout';
}

/** Whether the same transaction may well succeed when it runs again. */
export function mayBeRepeated(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code === '40001' || cause?.code === '40P01';
}

function faultCode(error: unknown): FaultCode | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: string };
  if (error instanceof pg.DatabaseError) return byState.find(([state]) => state.test(code ?? ''))?.[1];
  if (ofTheWire.test(code ?? '')) return 'unavailable';
  if (!ofTheDriver.test(error.message)) return undefined;
  return /timeout/i.test(error.message) ? 'timeout' : 'unavailable';
}
