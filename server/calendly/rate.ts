/** What the rate limit headers of an answer say. */

/** Each undefined when it did not stand there. */
export interface Rate {
  limit?: number;
  remaining?: number;
  /** Seconds from now, as Calendly means it; never an epoch. */
  resetSeconds?: number;
}

export function readRate(header: (name: string) => string | undefined): Rate {
  const count = (name: string) => {
    const text = header(name);
    return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
  };
  return {
    limit: count('x-ratelimit-limit'),
    remaining: count('x-ratelimit-remaining'),
    resetSeconds: count('x-ratelimit-reset') ?? count('retry-after'),
  };
}

/** The window of every limit that Calendly tells a reset for. */
export const windowMs = 60_000;

/** How long to wait once nothing is left. */
export function untilReset({ resetSeconds }: Rate): number {
  return resetSeconds ? resetSeconds * 1000 : windowMs;
}
