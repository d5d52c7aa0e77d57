/** Where a browser goes after Calendly: a path of our own pages, and nothing that only looks like one. */
const base = 'https://own.invalid';

/** The path as a browser will read it, or undefined when it could lead elsewhere. */
export function ownPath(text: string): string | undefined {
  if (!text.startsWith('/') || /[\\\p{Cc}]/u.test(text)) return undefined;
  const url = URL.parse(text, base);
  // `/.//elsewhere` is read as `//elsewhere`, which is another host.
  if (url?.origin !== base || url.pathname.startsWith('//')) return undefined;
  return url.pathname + url.search + url.hash;
}

export function withParameter(path: string, name: 'connected' | 'connect_error', value: string): string {
  const url = new URL(path, base);
  url.searchParams.set(name, value);
  return url.pathname + url.search + url.hash;
}
