/**
 * Where a browser goes after Calendly: a path of our own pages, and nothing that only looks like one, or a whole
 * address, whose origin the tenant must have listed. Both as a browser reads them, so that what was judged is dialled.
 */
const base = 'https://own.invalid';

/** Undefined when it could lead elsewhere than it says. */
export function readReturnTo(text: string): string | undefined {
  if (/[\\\p{Cc}]/u.test(text)) return undefined;
  return text.startsWith('/') ? ownPath(text) : wholeAddress(text);
}

/** Undefined for a path of our own. */
export function originOf(returnTo: string): string | undefined {
  return returnTo.startsWith('/') ? undefined : new URL(returnTo).origin;
}

export function withParameter(returnTo: string, name: 'connected' | 'connect_error', value: string): string {
  const url = new URL(returnTo, base);
  url.searchParams.delete('connected');
  url.searchParams.delete('connect_error');
  url.searchParams.set(name, value);
  return url.origin === base ? url.pathname + url.search + url.hash : url.href;
}

function ownPath(text: string): string | undefined {
  const url = URL.parse(text, base);
  // `/.//elsewhere` is read as `//elsewhere`, which is another host.
  if (url?.origin !== base || url.pathname.startsWith('//')) return undefined;
  return url.pathname + url.search + url.hash;
}

function wholeAddress(text: string): string | undefined {
  if (!/^https?:\/\/[^/]/i.test(text)) return undefined;
  const url = URL.parse(text);
  return url && url.origin !== base && !url.username && !url.password ? url.href : undefined;
}
