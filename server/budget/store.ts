/** All SQL on budgets. A row is locked from reading to writing, so that processes take turns. */
import { isoMicros } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import { unknown, type Window } from './window.ts';

export interface Row {
  window: Window;
  /** When the last bookings went, oldest first. */
  booked: number[];
  /** After a 429 for a booking alone. */
  booksFrom: number | undefined;
}

interface Columns {
  began: string;
  endsAt: string;
  most: number | null;
  remaining: number | null;
  toldAt: string;
  answered: number;
  unanswered: number;
  others: number;
  doubted: number;
  pacedUntil: string;
  booked: string[];
  booksFrom: string | null;
}

const columns = `began, ends_at as "endsAt", most, remaining, told_at as "toldAt", answered, unanswered, others,
  doubted, paced_until as "pacedUntil", booked, books_from as "booksFrom"`;

/** The row, made when there is none; until the transaction ends nobody else has it. */
export async function lock(tx: Tx, key: Buffer): Promise<Row> {
  const locked = () => tx.maybe<Columns>(`select ${columns} from budgets where key = $1 for update`, [key]);
  const found = await locked();
  if (found) return rowOf(found);
  await tx.query(
    `insert into budgets (key, began, ends_at, told_at, answered, unanswered, others, doubted, paced_until)
     values ($1, $2, $2, $2, 0, 0, 0, 0, $2) on conflict do nothing`,
    [key, isoMicros(unknown.began)],
  );
  return rowOf((await locked())!);
}

export async function find(tx: Tx, key: Buffer): Promise<Row | undefined> {
  const found = await tx.maybe<Columns>(`select ${columns} from budgets where key = $1`, [key]);
  return found && rowOf(found);
}

export async function save(tx: Tx, key: Buffer, { window, booked, booksFrom }: Row): Promise<void> {
  await tx.query(
    `update budgets set began = $2, ends_at = $3, most = $4, remaining = $5, told_at = $6, answered = $7,
       unanswered = $8, others = $9, doubted = $10, paced_until = $11, booked = $12, books_from = $13 where key = $1`,
    [
      key,
      isoMicros(window.began),
      isoMicros(window.endsAt),
      window.limit ?? null,
      window.left ?? null,
      isoMicros(window.toldAt),
      window.answered,
      window.unanswered,
      window.others,
      window.doubted,
      isoMicros(window.pacedUntil),
      booked.map(isoMicros),
      booksFrom === undefined ? null : isoMicros(booksFrom),
    ],
  );
}

/** Budgets that nobody used for a while say nothing that the next answer would not. */
export async function forget(tx: Tx, before: number): Promise<void> {
  await tx.query(
    `delete from budgets where key in (select key from budgets where ends_at < $1 limit 1000 for update skip locked)`,
    [isoMicros(before)],
  );
}

function rowOf(row: Columns): Row {
  return {
    window: {
      began: Date.parse(row.began),
      endsAt: Date.parse(row.endsAt),
      limit: row.most ?? undefined,
      left: row.remaining ?? undefined,
      toldAt: Date.parse(row.toldAt),
      answered: row.answered,
      unanswered: row.unanswered,
      others: row.others,
      doubted: row.doubted,
      pacedUntil: Date.parse(row.pacedUntil),
    },
    booked: row.booked.map((at) => Date.parse(at)),
    booksFrom: row.booksFrom === null ? undefined : Date.parse(row.booksFrom),
  };
}
