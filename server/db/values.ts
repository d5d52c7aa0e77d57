/** How PostgreSQL's values come out: time stamps as text with six decimals, never as a `Date` that cuts them to three. */
import pg from 'pg';

const { TIMESTAMPTZ, INT8, DATE, TIMESTAMP } = pg.types.builtins;
const TIMESTAMPTZ_ARRAY = 1185;
const INT8_ARRAY = 1016;
const TEXT_ARRAY = 1009;

type Parse = (text: string) => unknown;
const same: Parse = (text) => text;
const textArray = pg.types.getTypeParser(TEXT_ARRAY as never) as (text: string) => (string | null)[];
const each =
  (parse: Parse): Parse =>
  (text) =>
    textArray(text).map((item) => (item === null ? null : parse(item)));

const parsers: Record<number, Parse> = {
  [TIMESTAMPTZ]: toIso,
  [TIMESTAMPTZ_ARRAY]: each(toIso),
  [INT8]: toNumber,
  [INT8_ARRAY]: each(toNumber),
  [DATE]: same,
  [TIMESTAMP]: same,
};

export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    (format !== 'binary' && parsers[oid]) || pg.types.getTypeParser(oid, format ?? 'text'),
};

/** `2026-11-24 09:00:00.25+00` → `2026-11-24T09:00:00.250000Z`; every transaction runs in UTC. */
export function toIso(text: string): string {
  const [, day, time, fraction = ''] =
    /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text) ?? [];
  if (day === undefined) throw new Error(`not a time in UTC: ${text}`);
  return `${day}T${time}.${fraction.padEnd(6, '0')}Z`;
}

function toNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`larger than a number can hold exactly: ${text}`);
  return value;
}

/** The pattern for LIKE that finds this text anywhere, whatever it holds. */
export function anywhere(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
