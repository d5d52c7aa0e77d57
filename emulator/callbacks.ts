/**
 * Applications are registered with the addresses that they have in the world; here each listens somewhere on this
 * machine. Origin → origin, for redirects after consent and for deliveries; what is not mapped stays as it is.
 */
import type { Store } from './store.ts';

export type Callbacks = ReturnType<typeof createCallbacks>;

export function createCallbacks(store: Store) {
  const all = (): Record<string, string> => JSON.parse(store.setting('callbacks') ?? '{}');

  return {
    all,
    /** Says what is wrong, or nothing. */
    map(given: Record<string, unknown>): string | undefined {
      const pairs = Object.entries(given).map(([from, to]) => [originOf(from), originOf(to)]);
      if (pairs.some((pair) => pair.includes(undefined)))
        return 'Give origins: {"https://app.example.com": "http://localhost:3000"}.';
      store.keepSetting('callbacks', JSON.stringify({ ...all(), ...Object.fromEntries(pairs) }));
      return undefined;
    },
    /** The address on this machine. */
    local(address: string): string {
      const url = new URL(address);
      const origin = all()[url.origin];
      return origin === undefined
        ? address
        : `${origin}${address.slice(address.indexOf(url.host) + url.host.length)}`;
    },
  };
}

/** An address without a path, or nothing. */
export function originOf(given: unknown): string | undefined {
  const url = typeof given === 'string' ? URL.parse(given) : null;
  return url && /^https?:$/.test(url.protocol) && url.pathname === '/' ? url.origin : undefined;
}
