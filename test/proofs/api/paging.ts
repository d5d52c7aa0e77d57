/**
 * A list is read in small pages while others write. What was there before and after, at the same place, must have
 * been on exactly one page; nothing may have been on two.
 */
import type { Answer, Visitor } from '../../support/visitor.ts';

interface Row {
  id: string | number;
  /** Where a meeting stands in its list. */
  startTime?: string;
}
interface Listed {
  items: Row[];
  nextCursor: string | null;
}

export interface List {
  path: string;
  by: Visitor;
  /** By what name the next page is asked for. */
  cursor: 'cursor' | 'after';
  judge(answer: Answer<unknown>): string | undefined;
}

/** What fell, and how many pages were read: about a dozen. */
export async function readPages(list: List): Promise<{ pages: number; fallen: string[] }> {
  const before = await readAll(list, 200);
  const limit = Math.min(200, Math.ceil(before.rows.length / 12));
  const paged = await readAll(list, limit);
  const after = placesOf((await readAll(list, 200)).rows);
  const fallen = [...before.fallen, ...paged.fallen];
  const seen = new Map<string, number>();
  for (const { id } of paged.rows) seen.set(String(id), (seen.get(String(id)) ?? 0) + 1);
  const stayed = before.rows.filter(({ id, startTime }) => after.get(String(id)) === (startTime ?? ''));
  if (paged.pages < 4) fallen.push(`only ${paged.pages} pages, too few to tell`);
  if (stayed.length < limit * 2) fallen.push(`only ${stayed.length} rows stayed, too few to tell`);
  const missed = stayed.filter(({ id }) => !seen.has(String(id)));
  if (missed.length > 0) fallen.push(`${missed.length} of ${stayed.length} rows were on no page`);
  const twice = [...seen].filter(([, times]) => times > 1);
  if (twice.length > 0) fallen.push(`${twice.length} rows were on two pages`);
  return { pages: paged.pages, fallen };
}

function placesOf(rows: readonly Row[]): Map<string, string> {
  return new Map(rows.map(({ id, startTime }) => [String(id), startTime ?? '']));
}

async function readAll({ path, by, cursor, judge }: List, limit: number) {
  const rows: Row[] = [];
  const fallen: string[] = [];
  let next: string | null = null;
  let pages = 0;
  do {
    const place: string = next === null ? '' : `&${cursor}=${encodeURIComponent(next)}`;
    const answer: Answer<Listed> = await by.get<Listed>(`${path}?limit=${limit}${place}`);
    const why = judge(answer);
    if (why !== undefined) return { rows, pages, fallen: [`page ${pages + 1}: ${why}`] };
    pages++;
    rows.push(...answer.body.items);
    if (answer.body.items.length > limit)
      fallen.push(`a page of ${limit} had ${answer.body.items.length} rows`);
    // The record of what moved has no last page: what is not full is the last for now.
    next = answer.body.items.length < limit ? null : answer.body.nextCursor;
  } while (next !== null);
  return { rows, pages, fallen };
}
