/**
 * Tells of each request that is made for an account: which it was, what came of it, how long it took. Ids, queries and
 * bodies are not told.
 */
import type { Purpose } from './budget.ts';
import { type CalendlyErrorKind, isCalendlyError } from './errors.ts';
import type { Answer, Request } from './http.ts';
import { refusalOf } from './refusals.ts';

/** For which account a request is made. */
export interface Whose {
  tenantId: string;
  accountId: string;
}

export interface MadeRequest extends Whose {
  method: Request['method'];
  /** Names in braces where ids stood: `/scheduled_events/{uuid}`. */
  path: string;
  /** Undefined when no answer came. */
  status: number | undefined;
  /** Undefined for a success. */
  failure: CalendlyErrorKind | undefined;
  /** `access`: for a token, at the OAuth endpoints. */
  purpose: Purpose | 'access';
  /** Milliseconds from sending to the whole answer, by a clock that never jumps. */
  tookMs: number;
}

export type OnRequest = (made: MadeRequest) => void;
/** Sends, reads what came, and tells of both; of what is made for no account nobody hears. */
export type TellRequest = <T>(
  of: Partial<Whose> & Pick<MadeRequest, 'method' | 'path' | 'purpose'>,
  send: () => Promise<Answer>,
  read: (answer: Answer) => T,
) => Promise<T>;

export function createTellRequest(onRequest: OnRequest = () => undefined): TellRequest {
  return async ({ tenantId, accountId, method, path, purpose }, send, read) => {
    const began = performance.now();
    let status: number | undefined;
    let failure: CalendlyErrorKind | undefined;
    let tookMs: number | undefined;
    const sinceBegan = () => Math.round(performance.now() - began);
    try {
      const answer = await send();
      tookMs = sinceBegan();
      status = answer.status;
      failure = failureOf(answer);
      return read(answer);
    } catch (error) {
      if (isCalendlyError(error)) failure = error.kind;
      throw error;
    } finally {
      tookMs ??= sinceBegan();
      if (tenantId && accountId) {
        onRequest({ tenantId, accountId, method, path, status, failure, purpose, tookMs });
      }
    }
  };
}

function failureOf(answer: Answer): CalendlyErrorKind | undefined {
  if (answer.status >= 200 && answer.status <= 299) return undefined;
  return refusalOf({ operation: '', acts: false }, answer).kind;
}
