/**
 * What a query or a body may hold, declared once for each operation and judged before it acts. What is empty is
 * absent, since clients send empty parts; numbers and flags may come as text, since clients send fields in the query.
 */
import type { Detail } from '../answers.ts';
import { isObject } from '../body.ts';

export interface Field {
  needed: boolean;
  /** What is wrong with a value that is there. */
  wrong(value: unknown, parameter: string): Detail[];
}

export type Shape = Record<string, Field>;

export function wrongIn(given: Record<string, unknown>, shape: Shape, within = ''): Detail[] {
  return Object.entries(shape).flatMap(([name, field]) => {
    const value = given[name];
    const parameter = `${within}${name}`;
    if (value !== undefined && value !== null && value !== '') return field.wrong(value, parameter);
    return field.needed ? [{ parameter, message: 'is missing' }] : [];
  });
}

export const needed = (field: Field): Field => ({ ...field, needed: true });

function judged(isRight: (value: unknown) => boolean, message: string): Field {
  return {
    needed: false,
    wrong: (value, parameter) => (isRight(value) ? [] : [{ parameter, message }]),
  };
}

export const text = (most = 10_000): Field =>
  judged((value) => typeof value === 'string' && value.length <= most, `must be at most ${most} characters`);

export const uri: Field = judged((value) => typeof value === 'string', 'is invalid');

export const email: Field = judged(
  (value) => typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value),
  'is invalid',
);

export const oneOf = (...values: readonly string[]): Field =>
  judged((value) => values.includes(value as string), `must be one of: ${values.join(', ')}`);

export const whole = (least: number, most: number): Field =>
  judged((value) => {
    const number = typeof value === 'string' ? Number(value) : value;
    return Number.isInteger(number) && (number as number) >= least && (number as number) <= most;
  }, `must be between ${least} and ${most}`);

export const flag: Field = judged(
  (value) => [true, false, 'true', 'false'].includes(value as boolean),
  'must be true or false',
);

export const moment: Field = judged(
  (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  'is not a valid date-time',
);

/** A range of times to come, at most so many days wide; `from` and `to` in milliseconds. */
export function wrongInRangeAhead(from: number, to: number, now: number, widestDays: number): Detail[] {
  if (!(from > now)) return [{ parameter: 'start_time', message: 'start_time must be in the future' }];
  if (!(to > from)) return [{ parameter: 'end_time', message: 'end_time must be after start_time' }];
  if (to - from <= widestDays * 24 * 60 * 60_000) return [];
  return [{ parameter: 'end_time', message: `the range must not be greater than ${widestDays} days` }];
}

export const date: Field = judged(
  (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)),
  'is not a valid date',
);

export const matching = (pattern: RegExp, message = 'is invalid'): Field =>
  judged((value) => typeof value === 'string' && pattern.test(value), message);

export function listOf(field: Field, most = 1000): Field {
  return {
    needed: false,
    wrong(value, parameter) {
      if (!Array.isArray(value) || value.length > most)
        return [{ parameter, message: `must be a list of at most ${most}` }];
      return value.flatMap((each) => field.wrong(each, parameter));
    },
  };
}

/** `also` judges what its fields cannot say one by one. */
export function object(shape: Shape, also: (value: Record<string, unknown>) => Detail[] = () => []): Field {
  return {
    needed: false,
    wrong(value, parameter) {
      if (!isObject(value)) return [{ parameter, message: 'is invalid' }];
      const within = `${parameter}.`;
      const others = also(value).map((each) => ({ ...each, parameter: `${within}${each.parameter}` }));
      return [...wrongIn(value, shape, within), ...others];
    },
  };
}

/** Null when it is not there. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** As SQLite keeps it in a document; null when it is not there. */
export function flagOf(given: string | undefined): number | null {
  return given === 'true' ? 1 : given === 'false' ? 0 : null;
}
