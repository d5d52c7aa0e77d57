/** One section of the console: what it shows, and what every section may use. */
import type { ControlParts } from '../control/control.ts';
import type { PagesDoor } from '../pages/door.ts';
import type { Content } from '../pages/html.ts';

export interface ConsoleParts extends ControlParts {
  door: PagesDoor;
}

/** Who looks at it: what the address says beside the section's name. */
export type Look = URLSearchParams;

export interface Section {
  /** Its last part of the address. */
  name: string;
  title: string;
  /** Forms, which stay as they are while they are filled in. */
  above?(look: Look): Content;
  /** What is asked for again each second. */
  live(look: Look): Content;
}

export interface Page<Row> {
  rows: Row[];
  /** Counted from 0. */
  number: number;
  isLast: boolean;
}

const pageSize = 50;

/** One page of what `find` finds from an offset on. */
export function pageOf<Row>(look: Look, find: (limit: number, offset: number) => Row[]): Page<Row> {
  const asked = Number(look.get('page') ?? '0');
  const number = Number.isSafeInteger(asked) && asked > 0 ? asked : 0;
  const found = find(pageSize + 1, number * pageSize);
  return { rows: found.slice(0, pageSize), number, isLast: found.length <= pageSize };
}
