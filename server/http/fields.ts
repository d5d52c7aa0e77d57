/** What fields of several routes share: text that somebody typed, and a page's cursor. */
import { z } from 'zod';
import { Failure } from '../errors.ts';

/** Typed or pasted: trimmed, not blank, and free of what the database cannot keep. */
export function typed(hint: string) {
  return z
    .string({ error: hint })
    .trim()
    .min(1, { error: hint })
    .refine((text) => !text.includes('\0'), {
      error: 'This text holds a zero character, which cannot be kept.',
    });
}

/** For a cursor that came in the field `path` and was never given out. */
export function noCursor(path: string): Failure {
  return wrongField(path, 'This is no cursor of ours. Leave it out to begin at the start.');
}

export function wrongField(path: string, message: string): Failure {
  return new Failure('wrong_fields', { fields: [{ path, message }] });
}
