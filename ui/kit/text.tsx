/** What strangers typed: kept apart from the direction of the page, with control characters made visible. */
export function Text({ children }: { children: string }) {
  return <bdi>{plain(children)}</bdi>;
}

/** Control characters and direction overrides as the signs that name them. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (sign) => {
    const code = sign.codePointAt(0)!;
    if (code === 0x0a || code === 0x09) return sign;
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '␣';
  });
}
