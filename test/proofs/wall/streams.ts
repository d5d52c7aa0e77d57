/** Listens to the live stream as this caller, and keeps what it was told. */
import { until } from '../../support/until.ts';
import type { Visitor } from '../../support/visitor.ts';

export async function listen(url: string, by: Visitor) {
  const ended = new AbortController();
  const answer = await fetch(`${url}/api/v1/live`, {
    headers: { cookie: by.cookie(), ...by.own },
    signal: ended.signal,
  });
  if (answer.status !== 200 || !answer.body) throw new Error(`the stream answered ${answer.status}`);
  let heard = '';
  const over = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body!) heard += decoder.decode(chunk, { stream: true });
    return true;
  })().catch(() => false);
  await until('that the stream is open', async () => heard.includes('event: ready') || undefined);
  return {
    text: () => heard,
    /** True once the service has ended it by itself. */
    over,
    stop: () => ended.abort(),
  };
}
