/** Lists that are told a page at a time, by keyset: what a query says of the page, and the page that its rows make. */
import { z } from 'zod';
import type { Page } from '../../sdk/types.ts';

/** The members `cursor` and `limit` of a list's query. */
export function pageQuery(usual: number, most: number) {
  return {
    cursor: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(most).default(usual),
  };
}

export function pageOf<S extends z.ZodType>(item: S) {
  return z.strictObject({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'For the next page; null on the last.' }),
  });
}

/** Of `limit` rows and one more, which only tells that there is a next page. */
export function toPage<T>(rows: readonly T[], limit: number, cursorTo: (last: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? cursorTo(items.at(-1)!) : null };
}

/** The cursor of what is listed by its id. */
export const byId = ({ id }: { id: string }) => id;
