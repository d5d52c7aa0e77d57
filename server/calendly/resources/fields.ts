/**
 * What a field of Calendly's may hold. What identifies a resource or decides its state must be right. Any other field
 * that is not as described counts as absent, so that a change at Calendly loses no booking. Fields and values that
 * nobody described yet are kept as they came, and time stamps come out with six decimals.
 */
import { z } from 'zod';
import { type ResourceKind, uuidOf } from '../uri.ts';

/** A resource, or a part of one. Fields that it does not name come out too; only the type is silent about them. */
export const object = <Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> =>
  z.looseObject(shape) as unknown as z.ZodObject<Shape>;

export const uri = (kind: ResourceKind) =>
  z.string().refine((value) => uuidOf(value, kind) !== undefined, `not the URI of a resource: ${kind}`);

const utc = /^((?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00)$/;

/** Comparable as text: one form, and a moment that exists. */
export const timestamp = z.string().transform((value, context) => {
  const [, seconds, fraction = ''] = utc.exec(value) ?? [];
  const moment = new Date(`${seconds}Z`);
  if (seconds && !Number.isNaN(moment.valueOf()) && moment.toISOString().startsWith(seconds)) {
    return `${seconds}.${fraction.padEnd(6, '0').slice(0, 6)}Z`;
  }
  context.addIssue({ code: 'custom', message: 'not a moment in UTC' });
  return z.NEVER;
});

/** A text that is one of these today, and may be another tomorrow. */
export type Open<Known extends string> = Known | (string & Record<never, never>);
export const oneOf = <const Known extends string>(..._known: Known[]) =>
  z.string() as unknown as z.ZodType<Open<Known>, string>;

/** A field that is for show: absent when it is not as described. */
export const shown = <Shape extends z.ZodType>(shape: Shape) => shape.optional().catch(undefined);
export const shownOrNull = <Shape extends z.ZodType>(shape: Shape) => shape.nullish().catch(undefined);
export const text = shown(z.string());
export const textOrEmpty = z.string().catch('');
export const textOrNull = shownOrNull(z.string());
export const flag = shown(z.boolean());
export const whole = shown(z.int());
export const moment = shown(timestamp);
export const momentOrNull = shownOrNull(timestamp);
