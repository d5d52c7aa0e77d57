/**
 * Shapes of what goes out, for the API description and for whoever checks answers by it. They check nothing at run
 * time: a handler returns the SDK's types, and a shape that is not exactly its type does not compile.
 */
import { z } from 'zod';
import type { Problem } from '../../sdk/types.ts';
import { type IdKind, wireIdShape } from '../ids.ts';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `answerOf<Meeting>()('Meeting', shape)`: the shape under the name that the description gives it. */
export function answerOf<T>() {
  return <S extends z.ZodType>(id: string, shape: Same<z.output<S>, T> extends true ? S : never): S =>
    shape.meta({ id });
}

/** ISO 8601 UTC with six decimals. */
export const time = z.iso.datetime({ precision: 6 });

export function idOf(kind: IdKind) {
  return z.string().regex(wireIdShape(kind));
}

export const problem = answerOf<Problem>()(
  'Problem',
  z.strictObject({
    code: z.string(),
    status: z.int(),
    title: z.string(),
    detail: z.string().optional(),
    wayOut: z.string(),
    fields: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string(),
  }),
);
