/** Calls to the REST API: who asks, within whose budget, and answers read into what they are said to be. */
import { z } from 'zod';
import type { Budget } from './budget.ts';
import type { Caller } from './client.ts';
import { CalendlyError } from './errors.ts';
import type { Answer, Http, Request } from './http.ts';
import { refusalOf, unreadableAnswer } from './refusals.ts';

type Call = Omit<Request, 'origin' | 'authorization' | 'acts'> & {
  /** A booking, which Calendly also limits by itself. */
  books?: boolean;
};

export interface Api {
  /** The answer whatever its status. */
  answer(caller: Caller, call: Call): Promise<Answer>;
  /** The one resource of the answer. */
  resource<T>(caller: Caller, call: Call, shape: z.ZodType<T>): Promise<T>;
  page<T>(caller: Caller, call: Call, shape: z.ZodType<T>): Promise<Page<T>>;
  /** Every item of every page; the next page is asked for when its first item is. */
  items<T>(caller: Caller, call: Call, shape: z.ZodType<T>): AsyncGenerator<T>;
  /** For calls that are answered without a body. */
  send(caller: Caller, call: Call): Promise<void>;
}

interface Page<T> {
  items: T[];
  /** The token of the next page; undefined on the last. */
  next: string | undefined;
}

const pagination = z.object({
  next_page: z.string().nullish(),
  next_page_token: z.string().nullish(),
});

export function createApi({ http, budget }: { http: Http; budget: Budget }): Api {
  async function answerTo(caller: Caller, call: Call): Promise<Answer> {
    const taken = await budget.take(caller, call.books ?? false);
    if (!taken.ok) throw waitedTooLong(call, taken.retryAfterMs);
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
  }

  async function ask(caller: Caller, call: Call): Promise<Answer> {
    const answer = await answerTo(caller, call);
    if (answer.status < 200 || answer.status > 299) throw refusalOf(asked(call), answer);
    return answer;
  }

  async function read<T>(caller: Caller, call: Call, shape: z.ZodType<T>): Promise<T> {
    const answer = await ask(caller, call);
    const read = shape.safeParse(answer.body);
    if (!read.success) throw unreadableAnswer(asked(call), answer, read.error);
    return read.data;
  }

  async function page<T>(caller: Caller, call: Call, shape: z.ZodType<T>): Promise<Page<T>> {
    const listed = await read(caller, call, z.object({ collection: z.array(shape), pagination }));
    return { items: listed.collection, next: nextToken(listed.pagination) };
  }

  return {
    answer: answerTo,
    page,
    resource: async (caller, call, shape) =>
      (await read(caller, call, z.object({ resource: shape }))).resource,
    async *items(caller, call, shape) {
      const seen = new Set<string>();
      let token: string | undefined;
      do {
        const { items, next } = await page(
          caller,
          { ...call, query: { ...call.query, page_token: token } },
          shape,
        );
        yield* items;
        token = next;
        if (token !== undefined && seen.size === seen.add(token).size) throw endless(call);
      } while (token !== undefined);
    },
    async send(caller, call) {
      await read(caller, call, z.object({}));
    },
  };
}

const acts = ({ method }: Call) => method !== 'GET';
const asked = (call: Call) => ({ operation: call.operation, acts: acts(call) });

function waitedTooLong({ operation }: Call, retryAfterMs: number): CalendlyError {
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
