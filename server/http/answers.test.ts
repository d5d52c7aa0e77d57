import { expect, test } from 'vitest';
import { z } from 'zod';
import { answerOf } from './answers.ts';

test('a shape that is not exactly its type does not compile', () => {
  interface Told {
    name: string;
    size: number | null;
  }
  const right = answerOf<Told>()('Told', z.strictObject({ name: z.string(), size: z.int().nullable() }));
  // @ts-expect-error a field is missing
  answerOf<Told>()('Less', z.strictObject({ name: z.string() }));
  // @ts-expect-error a field is of another kind
  answerOf<Told>()('Other', z.strictObject({ name: z.string(), size: z.int() }));
  // @ts-expect-error a field is more than was promised
  answerOf<Told>()('More', z.strictObject({ name: z.string(), size: z.int().nullable(), age: z.int() }));
  expect(right.meta()).toMatchObject({ id: 'Told' });
});
