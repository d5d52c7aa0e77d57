/**
 * One request and its answer, over connections of our own. Always ends by its deadline, follows nothing,
 * and knows whether a request that got no answer may have left. Of an answer beyond the cap no body is kept.
 */
import { Agent } from 'undici';

interface Outgoing {
  origin: string;
  path: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  headers: Record<string, string>;
  body?: string;
  /** On a connection of its own: never one that the other side may be about to close. */
  alone?: boolean;
}

export type Incoming =
  | {
      answered: true;
      status: number;
      headers: Record<string, string | string[] | undefined>;
      body: Buffer | undefined;
    }
  | { answered: false; sent: boolean; cause: unknown };

export interface Exchanger {
  exchange(request: Outgoing): Promise<Incoming>;
  close(): Promise<void>;
}

export function createExchanger(limits: { deadlineMs: number; maxBytes: number }): Exchanger {
  const agent = new Agent({
    connect: { timeout: Math.min(5000, limits.deadlineMs) },
    connections: 128,
    allowH2: false,
  });
  return {
    exchange: (request) => exchange(agent, limits, request),
    // Whoever still waits hears that no answer came.
    close: () => agent.destroy(),
  };
}

function exchange(
  agent: Agent,
  { deadlineMs, maxBytes }: { deadlineMs: number; maxBytes: number },
  { alone, ...request }: Outgoing,
): Promise<Incoming> {
  return new Promise((resolve) => {
    let sent = false;
    let ended = false;
    let abort: ((reason: Error) => void) | undefined;
    let status = 0;
    let headers: Record<string, string | string[] | undefined> = {};
    const chunks: Buffer[] = [];
    let length = 0;

    const end = (outcome: Incoming) => {
      ended = true;
      clearTimeout(timer);
      resolve(outcome);
    };
    const fail = (cause: Error) => {
      if (ended) return;
      end({ answered: false, sent, cause });
      abort?.(cause);
    };
    const timer = setTimeout(() => fail(new Error(`no whole answer within ${deadlineMs} ms`)), deadlineMs);

    agent.dispatch(
      { ...request, reset: alone ?? false },
      {
        onRequestStart(controller) {
          if (ended) return controller.abort(new Error('too late'));
          abort = (reason) => controller.abort(reason);
          sent = true;
        },
        onResponseStart(_controller, code, received) {
          status = code;
          headers = received;
        },
        onResponseData(_controller, chunk) {
          length += chunk.length;
          chunks.push(chunk);
          if (length <= maxBytes || ended) return;
          end({ answered: true, status, headers, body: undefined });
          abort?.(new Error(`the answer is larger than ${maxBytes} bytes`));
        },
        onResponseEnd() {
          if (!ended) end({ answered: true, status, headers, body: Buffer.concat(chunks) });
        },
        onResponseError(_controller, error) {
          fail(error);
        },
      },
    );
  });
}
