/** Calls to the REST API: who asks, within whose budget, and answers read into what they are said to be. */
import { z } from 'zod';
import type { Budget } from './budget.ts';
import type { Caller } from './client.ts';
import { CalendlyError } from './errors.ts';
import type { Answer, Http, QueryValue, Request } from './http.ts';
import { refusalOf, unreadableAnswer } from './refusals.ts';
import type { TellRequest } from './tell-request.ts';

export type Call = Omit<Request, 'origin' | 'authorization' | 'acts' | 'query'> & {
  query?: Record<string, QueryValue>;
  /** The path with names in braces where it has ids. */
  pattern: string;
  /** What the operation needs of the organization. */
  plan?: 'paid' | 'enterprise';
  /** A booking, which Calendly also limits by itself. */
  books?: boolean;
};

export interface Api {
  /** The answer whatever its status. */
  answer(caller: Caller, call: Omit<Call, 'query'> & Pick<Request, 'query'>): Promise<Answer>;
  /** The body of a success, read as this. */
  read<T>(caller: Caller, call: Call, shape: z.ZodType<T>): Promise<T>;
  pages<T, Totals>(
    caller: Caller,
    call: () => Call,
    of: { reads: z.ZodType<T>; totals: z.ZodType<Totals> },
  ): Listing<T, Totals>;
}

/** Every item of every page; the next page is asked for when its first item is. */
export interface Listing<T, Totals = undefined> extends AsyncIterable<T> {
  /** One page: the first, or the one that `token`, the `next` of another, leads to. */
  page(token?: string): Promise<Page<T, Totals>>;
}

export interface Page<T, Totals = undefined> {
  items: T[];
  /** The token of the next page; undefined on the last. */
  next: string | undefined;
  /** What stands beside the items. */
  totals: Totals;
}

const pagination = z.object({
  next_page: z.string().nullish(),
  next_page_token: z.string().nullish(),
});

type AnyCall = Parameters<Api['answer']>[1];

export function createApi(deps: { http: Http; budget: Budget; tell: TellRequest }): Api {
  const { http, budget, tell } = deps;

  async function ask<T>(caller: Caller, whole: AnyCall, reads: (answer: Answer) => T): Promise<T> {
    const { plan, books = false, pattern: path, ...call } = whole;
    const taken = await budget.take(caller, books);
    if (!taken.ok) throw waitedTooLong(call, taken.retryAfterMs);
    const send = async () => {
      let answer: Answer | undefined;
      try {
        answer = await http.send({
          ...call,
          origin: 'api',
          authorization: `Bearer ${caller.accessToken.reveal()}`,
          acts: acts(call),
        });
      } finally {
        taken.permit.learn(answer?.rate, answer?.status === 429);
      }
      return answer;
    };
    return tell({ ...caller, method: call.method, path }, send, (answer) => {
      if (answer.status === 403 && caller.lacks) {
        const { requiredScopes } = refusalOf(asked({ ...call, plan }), answer).facts;
        if (requiredScopes) caller.lacks(requiredScopes);
      }
      return reads(answer);
    });
  }

  function read<T>(caller: Caller, call: Call, shape: z.ZodType<T>): Promise<T> {
    return ask(caller, call, (answer) => {
      if (answer.status < 200 || answer.status > 299) throw refusalOf(asked(call), answer);
      const found = shape.safeParse(answer.body);
      if (!found.success) throw unreadableAnswer(asked(call), answer, found.error);
      return found.data;
    });
  }

  return {
    answer: (caller, call) => ask(caller, call, (answer) => answer),
    read,
    pages<T, Totals>(
      caller: Caller,
      call: () => Call,
      { reads, totals }: { reads: z.ZodType<T>; totals: z.ZodType<Totals> },
    ): Listing<T, Totals> {
      const shape = z.looseObject({ collection: z.array(reads), pagination });
      async function page(token?: string): Promise<Page<T, Totals>> {
        const { query, ...rest } = call();
        const listed = await read(caller, { ...rest, query: { ...query, page_token: token } }, shape);
        return {
          items: listed.collection as T[],
          next: nextToken(listed.pagination),
          totals: totals.parse(listed),
        };
      }
      return { page, [Symbol.asyncIterator]: () => itemsOf(page, call) };
    },
  };
}

async function* itemsOf<T>(
  page: (token?: string) => Promise<Page<T, unknown>>,
  call: () => Call,
): AsyncGenerator<T> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    yield* items;
    token = next;
    if (token !== undefined && seen.size === seen.add(token).size) throw endless(call());
  } while (token !== undefined);
}

const acts = ({ method }: Pick<Call, 'method'>) => method !== 'GET';
const asked = (call: Pick<Call, 'operation' | 'method' | 'plan'>) => ({
  operation: call.operation,
  acts: acts(call),
  plan: call.plan,
});

function waitedTooLong({ operation }: Pick<Call, 'operation'>, retryAfterMs: number): CalendlyError {
  const words = 'Too many requests are waiting for this account; this one was not sent.';
  return new CalendlyError({ kind: 'limited', operation, words, retryAfterMs, mayHaveActed: false });
}

function endless({ operation }: Call): CalendlyError {
  const cause = new Error('its pages lead back to one that was read');
  return new CalendlyError({ kind: 'unexpected', operation, mayHaveActed: false, cause });
}

/** `next_page` is never followed as an address: only its token is read, should there be no field of its own. */
function nextToken({
  next_page: address,
  next_page_token: token,
}: z.output<typeof pagination>): string | undefined {
  return token ?? URL.parse(address ?? '')?.searchParams.get('page_token') ?? undefined;
}
