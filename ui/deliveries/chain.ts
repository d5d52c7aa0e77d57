/**
 * Where the pages of a long list begin, as far as it was looked at. Each page is asked for by its first row, so one
 * can come back to any of them, and only those in view need to be kept.
 */
export interface Chain {
  /** First row of each page; of the first one undefined while it is whatever is newest. */
  starts: readonly (string | undefined)[];
  /** Rows of the last page, once it is known to be the last. */
  rest: number | undefined;
}

export const newest: Chain = { starts: [undefined], rest: undefined };

/** What page `index` told of the next one. The same chain when that was known. */
export function extend(chain: Chain, index: number, page: { rows: number; next: string | null }): Chain {
  const { starts, rest } = chain;
  if (page.next === null) {
    const known = starts.length === index + 1 && rest === page.rows;
    return known ? chain : { starts: starts.slice(0, index + 1), rest: page.rows };
  }
  if (starts[index + 1] === page.next) return chain;
  return { starts: [...starts.slice(0, index + 1), page.next], rest: undefined };
}

/** The first row stays the first, whatever comes. */
export function pin(chain: Chain, first: string): Chain {
  return { ...chain, starts: [first, ...chain.starts.slice(1)] };
}

/** Rows whose place is known; of a last page that was not seen yet, a whole one. */
export function lengthOf({ starts, rest }: Chain, atOnce: number): number {
  return (starts.length - 1) * atOnce + (rest ?? atOnce);
}
